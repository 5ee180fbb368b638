package dev.postern.gateway.http;

/** The client's half of a WebSocket handshake (RFC 6455 section 4.1): anything less is no upgrade (SR-68). */
final class WebSocketHandshake {

    private WebSocketHandshake() {}

    /** Whether the fields that must be there say exactly what they must. */
    static boolean isComplete(String upgrade, String connection, String version, String key) {
        return upgrade.equalsIgnoreCase("websocket")
                && connection != null
                && HopByHop.holds(connection, "upgrade")
                && "13".equals(version)
                && key != null
                && isKey(key);
    }

    /** Base64 of 16 bytes. */
    private static boolean isKey(String key) {
        if (key.length() != 24 || !key.endsWith("==")) {
            return false;
        }
        for (int i = 0; i < 22; i++) {
            char c = key.charAt(i);
            boolean digit =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (!digit) {
                return false;
            }
        }
        return true;
    }
}
