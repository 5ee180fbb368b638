package dev.postern.gateway.cli;

/** What the process says when it ends. */
final class Exit {

    /** Done, or stopped in order. */
    static final int OK = 0;

    /** Could not start, or could not do what was asked. */
    static final int FAILED = 1;

    /** The configuration or the command line is wrong. */
    static final int BAD_CONFIGURATION = 2;

    /** {@code explain}: the request would not reach a backend. */
    static final int REFUSED = 3;

    private Exit() {}
}
