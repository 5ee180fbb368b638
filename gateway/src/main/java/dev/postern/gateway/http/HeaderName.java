package dev.postern.gateway.http;

/** Header field names (RFC 9110 section 5.1). */
public final class HeaderName {

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '!'; c < 127; c++) {
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            TOKEN[c] = alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }

    private HeaderName() {}

    /** Whether the text is a token (RFC 9110 section 5.6.2): never empty, no spaces, ASCII only. */
    public static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127 || !TOKEN[c]) {
                return false;
            }
        }
        return text.length() > 0;
    }

    /**
     * Whether a name is words of letters and digits with single hyphens between them. Other spellings of a name can be
     * taken for it by a backend that folds names.
     */
    static boolean isPlain(String name) {
        boolean word = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && (c != '-' || !word)) {
                return false;
            }
            word = alphanumeric;
        }
        return word;
    }
}
