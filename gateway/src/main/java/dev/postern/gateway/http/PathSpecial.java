package dev.postern.gateway.http;

/**
 * What a path may hold only where a route says so in {@code allowInPath}: backends disagree about it, so that it can
 * lead a request past the rule it was matched with (SR-3, SR-6, SR-11). The list is closed; {@code %00}, {@code %3B},
 * {@code %5C} and {@code \} are never accepted, and none of these lets a dot segment in.
 */
public enum PathSpecial {
    /** An escaped slash inside a segment. */
    ENCODED_SLASH("%2F"),
    /** An escaped percent sign, which a second decoding would turn into another escape. */
    ENCODED_PERCENT("%25"),
    /** Path parameters ({@code /a;v=1}); the raw character only. Some backends cut to the next slash, some to the end. */
    SEMICOLON(";"),
    /** Empty segments; never at the start of the path, where they would read as an authority (SR-4). */
    DOUBLE_SLASH("//");

    private final String text;

    PathSpecial(String text) {
        this.text = text;
    }

    /** As the configuration writes it. */
    public String text() {
        return text;
    }

    /** Its bit in {@link RequestTarget#specials}. */
    public int bit() {
        return 1 << ordinal();
    }

    /** Reads one entry of {@code allowInPath}, hex in any case; null when it is none of the list. */
    public static PathSpecial parse(String text) {
        for (PathSpecial special : values()) {
            if (special.text.equalsIgnoreCase(text)) {
                return special;
            }
        }
        return null;
    }
}
