package dev.postern.authorizer.keys;

/**
 * Why a document did not come: the failure of a future, never thrown. The message is for a log line and for readiness
 * and holds nothing secret.
 */
final class FetchFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean rejected;

    private FetchFailure(String message, boolean rejected) {
        super(message, null, false, false);
        this.rejected = rejected;
    }

    /** Something came, but it is not what may be used. */
    static FetchFailure rejected(String message) {
        return new FetchFailure(message, true);
    }

    /** Nothing came. */
    static FetchFailure failed(String message) {
        return new FetchFailure(message, false);
    }

    boolean isRejected() {
        return rejected;
    }
}
