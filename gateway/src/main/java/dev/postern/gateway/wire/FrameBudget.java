package dev.postern.gateway.wire;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.time.Duration;

/**
 * How many frames that carry nothing a client may send: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA and unknown
 * ones. {@value #MOST} at once and {@value #PER_SECOND} a second; every DATA frame it is sent earns {@value #EARNED},
 * as reading a long answer takes many updates of windows. Beyond that the connection ends with ENHANCE_YOUR_CALM
 * (CVE-2019-9512, -9513, -9515, -9518).
 */
final class FrameBudget {

    static final int MOST = 1000;
    static final int PER_SECOND = 100;
    static final int EARNED = 10;

    private static final long REFILL = Duration.ofSeconds(1).toNanos() / PER_SECOND;

    private int left = MOST;
    private long refilled = System.nanoTime();

    /** A frame with data went to the client. */
    void earn() {
        left = Math.min(MOST, left + EARNED);
    }

    /** A frame came that carries nothing. */
    void spend() throws Http2Exception {
        if (left == 0) {
            refill();
        }
        if (left == 0) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames without content");
        }
        left--;
    }

    private void refill() {
        long now = System.nanoTime();
        long steps = Math.min(MOST, (now - refilled) / REFILL);
        refilled = steps == MOST ? now : refilled + steps * REFILL;
        left += (int) steps;
    }
}
