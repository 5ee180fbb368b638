package dev.postern.gateway.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;

/** Which methods may be routed at all (SR-52). */
public final class MethodRules {

    /** The methods of API Gateway's {@code ANY}. */
    public static final List<String> STANDARD = List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private static final int MAX_LENGTH = 32;

    private MethodRules() {}

    /**
     * Upper case letters, digits, {@code -} and {@code _}, at most 32 of them, starting with a letter; not TRACE,
     * TRACK or CONNECT. Methods are case-sensitive (RFC 9110 section 9.1), and none that is registered has a lower case
     * letter: {@code get} is refused, as a backend might take it for GET after it was routed as something else.
     */
    public static boolean accepts(HttpMethod method) {
        return method == HttpMethod.GET
                || method == HttpMethod.POST
                || method == HttpMethod.PUT
                || method == HttpMethod.DELETE
                || method == HttpMethod.OPTIONS
                || method == HttpMethod.HEAD
                || method == HttpMethod.PATCH
                || accepts(method.name());
    }

    /** The same for a method's name. */
    public static boolean accepts(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH || !isUpper(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isUpper(c) && (c < '0' || c > '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return !name.equals("TRACE") && !name.equals("TRACK") && !name.equals("CONNECT");
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
