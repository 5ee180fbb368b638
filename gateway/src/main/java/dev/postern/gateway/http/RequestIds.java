package dev.postern.gateway.http;

/** Request ids that are accepted from trusted proxies. */
public final class RequestIds {

    private static final int MAX_LENGTH = 128;

    private RequestIds() {}

    /** 1 to 128 of {@code A-Z a-z 0-9 . _ : / + = @ -}: safe in a log line and in a header. */
    public static boolean isValid(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "._:/+=@-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
