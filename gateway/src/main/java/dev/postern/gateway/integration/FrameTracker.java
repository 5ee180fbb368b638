package dev.postern.gateway.integration;

import io.vertx.core.buffer.Buffer;

/**
 * Follows WebSocket frames in a stream of bytes (RFC 6455 section 5.2), only to know where one ends: a close frame may
 * be put in between frames, never inside one.
 */
final class FrameTracker {

    private static final int MAX_HEAD = 14;

    private final byte[] head = new byte[MAX_HEAD];
    private int headBytes;
    private long payloadLeft;
    private boolean closeSeen;

    /** Follows the next piece of the stream. */
    void follow(Buffer piece) {
        int at = 0;
        int length = piece.length();
        while (at < length) {
            if (payloadLeft > 0) {
                long skipped = Math.min(payloadLeft, length - at);
                payloadLeft -= skipped;
                at += (int) skipped;
            } else {
                head[headBytes++] = piece.getByte(at++);
                if (headBytes >= 2 && headBytes == headLength()) {
                    closeSeen |= (head[0] & 0x0f) == 8;
                    payloadLeft = payloadLength();
                    headBytes = 0;
                }
            }
        }
    }

    /** Whether the next byte begins a frame. */
    boolean atBoundary() {
        return headBytes == 0 && payloadLeft == 0;
    }

    /** Whether this side said that it closes. */
    boolean closeSeen() {
        return closeSeen;
    }

    private int headLength() {
        int mask = (head[1] & 0x80) != 0 ? 4 : 0;
        return switch (head[1] & 0x7f) {
            case 126 -> 4 + mask;
            case 127 -> 10 + mask;
            default -> 2 + mask;
        };
    }

    private long payloadLength() {
        int small = head[1] & 0x7f;
        if (small < 126) {
            return small;
        }
        int bytes = small == 126 ? 2 : 8;
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | head[2 + i] & 0xff;
        }
        return length < 0 ? Long.MAX_VALUE : length;
    }
}
