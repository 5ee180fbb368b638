package dev.postern.gateway.integration;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** Close frames (RFC 6455 section 5.5.1), with the word of the end as their reason. */
final class CloseFrame {

    private static final SecureRandom MASKS = new SecureRandom();
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;

    private CloseFrame() {}

    /** As a server sends it. */
    static Buffer plain(TunnelEnd end) {
        byte[] payload = payload(end);
        return Buffer.buffer(2 + payload.length)
                .appendByte((byte) CLOSE)
                .appendByte((byte) payload.length)
                .appendBytes(payload);
    }

    /** What a client sends is masked (section 5.3), and towards the upstream the gateway is the client. */
    static Buffer masked(TunnelEnd end) {
        byte[] mask = new byte[4];
        MASKS.nextBytes(mask);
        byte[] payload = payload(end);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return Buffer.buffer(6 + payload.length)
                .appendByte((byte) CLOSE)
                .appendByte((byte) (MASKED | payload.length))
                .appendBytes(mask)
                .appendBytes(payload);
    }

    private static byte[] payload(TunnelEnd end) {
        byte[] word = end.word().getBytes(StandardCharsets.US_ASCII);
        byte[] payload = new byte[2 + word.length];
        payload[0] = (byte) (end.code() >> 8);
        payload[1] = (byte) end.code();
        System.arraycopy(word, 0, payload, 2, word.length);
        return payload;
    }
}
