package dev.postern.gateway.integration;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The two halves of an opening handshake (RFC 6455 section 4) as a proxy has to check them. */
public final class WebSocketHandshake {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketHandshake() {}

    /** Whether version and key of a client's handshake are valid: 13, and one base64 text of 16 bytes. */
    public static boolean isValid(MultiMap request) {
        var keys = request.getAll("Sec-WebSocket-Key");
        var versions = request.getAll("Sec-WebSocket-Version");
        if (keys.size() != 1 || versions.size() != 1 || !versions.get(0).equals("13")) {
            return false;
        }
        try {
            return keys.get(0).length() == 24 && Base64.getDecoder().decode(keys.get(0)).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a 101 is the answer to this client's key (SR-69). */
    static boolean isAccepted(String key, MultiMap answer) {
        var accepts = answer.getAll("Sec-WebSocket-Accept");
        return accepts.size() == 1
                && accepts.get(0).equals(accept(key))
                && answer.contains("Upgrade", "websocket", true);
    }

    static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
