package dev.postern.bench.load;

/** How the end of a body is told. */
public enum Framing {
    /** {@code Content-Length}. */
    LENGTH,
    /** {@code Transfer-Encoding: chunked}. */
    CHUNKED
}
