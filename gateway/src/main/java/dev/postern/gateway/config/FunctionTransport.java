package dev.postern.gateway.config;

/** Where a function runs and how it is reached: exactly one for each function. */
public sealed interface FunctionTransport {

    /**
     * An HTTP endpoint that the event is posted to.
     *
     * @param tls whether the URL says {@code https}
     * @param host name or address without brackets
     * @param port of the URL or its scheme's default
     * @param path exactly as written, at least a slash
     */
    record Url(boolean tls, String host, int port, String path) implements FunctionTransport {}

    /**
     * A Lambda handler written in Java, in this process.
     *
     * @param className binary name of a class in one of the plug-ins
     */
    record InProcess(String className) implements FunctionTransport {}
}
