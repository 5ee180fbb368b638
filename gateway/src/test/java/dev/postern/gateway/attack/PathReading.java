package dev.postern.gateway.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a kind of backend takes the path of a request line for. Written from the backend's own rules and not from the
 * gateway's; {@link RealReadingsTest} holds the first two to the real programs.
 */
interface PathReading {

    /** By what it reads as. */
    Map<String, PathReading> ALL = Map.of(
            "nginx", new NginxReading(),
            "Node's URL", new WhatwgReading(),
            "a servlet container", new ServletReading(false),
            "a servlet that cuts parameters to the end", new ServletReading(true));

    /**
     * Reads a path of printable ASCII without query.
     *
     * @return each character one byte, 0 to 255; null when the path is refused, or read as something else than a path
     */
    String read(String path);

    /** Whether what it reads is still escaped as a URI is. */
    default boolean keepsEscapes() {
        return false;
    }

    /** Every escape decoded once; null when one is broken. */
    static String decoded(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '%') {
                out.append(path.charAt(i));
            } else if (i + 2 < path.length()
                    && Character.digit(path.charAt(i + 1), 16) >= 0
                    && Character.digit(path.charAt(i + 2), 16) >= 0) {
                out.append((char) Integer.parseInt(path.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                return null;
            }
        }
        return out.toString();
    }

    /** Empty segments merged and dot segments resolved; null when they lead above the root. */
    static String merged(String path) {
        String[] segments = path.split("/", -1);
        List<String> kept = new ArrayList<>();
        boolean open = false;
        for (String segment : segments) {
            open = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                if (kept.isEmpty()) {
                    return null;
                }
                kept.remove(kept.size() - 1);
            } else if (!open) {
                kept.add(segment);
            }
        }
        String joined = "/" + String.join("/", kept);
        return open && !kept.isEmpty() ? joined + "/" : joined;
    }
}
