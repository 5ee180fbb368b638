package dev.postern.gateway.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code new URL(target, "http://h").pathname} (WHATWG URL, path state): backslashes are slashes, dot segments are
 * resolved even when escaped, nothing is decoded, empty segments stay, and two slashes begin a host.
 */
final class WhatwgReading implements PathReading {

    @Override
    public String read(String path) {
        String slashes = path.replace('\\', '/');
        if (slashes.startsWith("//")) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        String[] segments = slashes.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String dots = segments[i].toLowerCase(Locale.ROOT).replace("%2e", ".");
            boolean last = i == segments.length - 1;
            if (dots.equals("..") && !kept.isEmpty()) {
                kept.remove(kept.size() - 1);
            }
            if (!dots.equals(".") && !dots.equals("..")) {
                kept.add(segments[i]);
            } else if (last) {
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    @Override
    public boolean keepsEscapes() {
        return true;
    }
}
