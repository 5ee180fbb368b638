package dev.postern.bench.endurance;

/**
 * One request of a steady load, and what became of it. Moments are of {@link System#nanoTime}.
 *
 * @param kind what was asked
 * @param begun before the connection was made, or the request sent on a kept one
 * @param connected when it was, or {@code begun} on a kept one; 0 where it was refused
 * @param ended when the answer was whole, or lost
 * @param status of the whole answer; 0 where there was none
 * @param started whether a byte of an answer came
 * @param fault what went wrong; null where an answer came
 */
public record Call(Kind kind, long begun, long connected, long ended, int status, boolean started, String fault) {

    /** What is asked, and what a right gateway answers. */
    public enum Kind {
        /** A good token, no body: 200. */
        READ(200),
        /** A good token, a body: 200. */
        WRITE(200),
        /** A good token, an answer that takes its time: 200. */
        SLOW(200),
        /** A changed signature: 401. */
        FORGED(401),
        /** A key that the issuer never published, under the name of one it did: 401. */
        FOREIGN(401),
        /** A token of yesterday: 401. */
        EXPIRED(401),
        /** No token: 401. */
        NAKED(401);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** Whether it must be served. */
        public boolean isValid() {
            return status == 200;
        }
    }

    /** A valid one served, an invalid one refused. */
    public boolean isRight() {
        return status == kind.status;
    }

    /** An invalid one that was let in: the worst there is. */
    public boolean isBreach() {
        return !kind.isValid() && status >= 200 && status < 400;
    }

    /** No connection was made. */
    public boolean isRefused() {
        return connected == 0;
    }

    public double millis() {
        return (ended - begun) / 1e6;
    }
}
