package dev.postern.gateway.integration;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The upstream's half of a WebSocket handshake (RFC 6455 section 4.2.2). */
final class WebSocketAccept {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketAccept() {}

    /** Whether a 101 is the answer to this client's key (SR-69). */
    static boolean answers(String key, MultiMap answer) {
        var accepts = answer.getAll("Sec-WebSocket-Accept");
        return accepts.size() == 1 && accepts.get(0).equals(of(key)) && answer.contains("Upgrade", "websocket", true);
    }

    private static String of(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
