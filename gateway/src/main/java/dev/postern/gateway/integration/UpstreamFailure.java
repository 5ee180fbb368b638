package dev.postern.gateway.integration;

/** Why an upstream gave no whole answer. A closed list; what the client is told depends on it. */
public enum UpstreamFailure {
    /** No address could be resolved or connected to: 502. */
    UNREACHABLE,
    /** There was no TLS connection: one side does not trust the other, or it does not speak TLS: 502. */
    UNTRUSTED,
    /** The connection broke, or the answer was not HTTP: 502. */
    BROKEN,
    /** No connection became free in time, or too many requests wait already: 503. */
    BUSY,
    /** Connecting, the head of the answer or the next piece of it took too long: 504. */
    TIMED_OUT
}
