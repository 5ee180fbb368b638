package dev.postern.gateway.integration;

import dev.postern.authorizer.token.SubprotocolText;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The upstream's half of a WebSocket handshake (RFC 6455 section 4.2.2). */
final class WebSocketAccept {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    private WebSocketAccept() {}

    /** Whether a 101 is the answer to this client's key (SR-69). */
    static boolean answers(String key, MultiMap answer) {
        var accepts = answer.getAll("Sec-WebSocket-Accept");
        return accepts.size() == 1 && accepts.get(0).equals(of(key)) && answer.contains("Upgrade", "websocket", true);
    }

    /**
     * Whether a 101 chooses only among what it was offered, as a client has to insist on (section 4.1): at most one
     * subprotocol, and extensions by their names.
     */
    static boolean choosesAmong(MultiMap offer, MultiMap answer) {
        List<String> chosen = answer.getAll(SubprotocolText.HEADER);
        if (chosen.size() > 1
                || chosen.size() == 1
                        && !SubprotocolText.isOffered(offer.getAll(SubprotocolText.HEADER), chosen.get(0))) {
            return false;
        }
        List<String> extensions = answer.getAll(EXTENSIONS);
        return extensions.isEmpty() || names(offer.getAll(EXTENSIONS)).containsAll(names(extensions));
    }

    private static Set<String> names(List<String> lines) {
        Set<String> names = new HashSet<>();
        for (String element : SubprotocolText.elements(lines)) {
            int parameters = element.indexOf(';');
            names.add((parameters < 0 ? element : element.substring(0, parameters)).strip());
        }
        return names;
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
