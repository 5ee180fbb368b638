package dev.postern.authorizer.token;

import java.util.ArrayList;
import java.util.List;

/**
 * A credential among the WebSocket subprotocols that a client offers (RFC 6455 section 11.3.4). A page cannot set a
 * header on a WebSocket, but it can name subprotocols, and every character of a token may stand in one. Two forms are
 * read for the marker {@code X}:
 *
 * <ul>
 *   <li>{@code X, TOKEN}: the element behind the marker, as in {@code new WebSocket(url, ["X", token, "chat"])};
 *   <li>{@code X.TOKEN}: one element, as Kubernetes has it with {@code base64url.bearer.authorization.k8s.io}.
 * </ul>
 *
 * Several header lines are one list. Markers compare exactly.
 */
public final class SubprotocolText {

    /** The header with the list. */
    public static final String HEADER = "Sec-WebSocket-Protocol";

    private SubprotocolText() {}

    /** Every credential behind this marker, in order; an empty text where a marker has none. */
    public static List<String> values(List<String> lines, String marker) {
        List<String> values = new ArrayList<>(1);
        List<String> elements = elements(lines);
        for (int i = 0; i < elements.size(); i++) {
            String element = elements.get(i);
            if (element.equals(marker)) {
                i++;
                values.add(i < elements.size() ? elements.get(i) : "");
            } else if (isJoined(element, marker)) {
                values.add(element.substring(marker.length() + 1));
            }
        }
        return values;
    }

    /** The list without the marker and its credentials; empty when nothing is left. */
    public static String without(List<String> lines, String marker) {
        StringBuilder rest = new StringBuilder();
        List<String> elements = elements(lines);
        for (int i = 0; i < elements.size(); i++) {
            String element = elements.get(i);
            if (element.equals(marker)) {
                i++;
            } else if (!isJoined(element, marker)) {
                rest.append(rest.isEmpty() ? "" : ", ").append(element);
            }
        }
        return rest.toString();
    }

    /** Whether the marker stands there as an element of its own, which a server may then choose. */
    public static boolean isOffered(List<String> lines, String marker) {
        return elements(lines).contains(marker);
    }

    /** The elements of all lines, without blanks and empty ones (RFC 9110 section 5.6.1). */
    public static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>();
        for (String line : lines) {
            int from = 0;
            while (from <= line.length()) {
                int comma = line.indexOf(',', from);
                int to = comma < 0 ? line.length() : comma;
                String element = line.substring(from, to).strip();
                if (!element.isEmpty()) {
                    elements.add(element);
                }
                from = to + 1;
            }
        }
        return elements;
    }

    private static boolean isJoined(String element, String marker) {
        return element.length() > marker.length()
                && element.charAt(marker.length()) == '.'
                && element.startsWith(marker);
    }
}
