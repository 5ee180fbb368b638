package dev.postern.gateway.mapping;

import dev.postern.gateway.http.HostName;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Single values of a request. Several headers of one name are joined with commas; of several parameters the last counts. */
final class RequestValues {

    private RequestValues() {}

    static String header(MappingContext context, String name) {
        MultiMap headers = context.request().headers();
        String first = headers.get(name);
        if (first == null) {
            return null;
        }
        List<String> all = headers.getAll(name);
        return all.size() == 1 ? first : String.join(",", all);
    }

    /** The decoded value of a query parameter, its name compared exactly; null when absent or not decodable. */
    static String query(MappingContext context, String name) {
        String query = context.request().rawQuery();
        String found = null;
        int from = 0;
        while (from < query.length()) {
            int ampersand = query.indexOf('&', from);
            int to = ampersand < 0 ? query.length() : ampersand;
            int equals = query.indexOf('=', from);
            int nameEnd = equals < 0 || equals > to ? to : equals;
            if (name.equals(decoded(query, from, nameEnd))) {
                found = nameEnd == to ? "" : decoded(query, nameEnd + 1, to);
            }
            from = to + 1;
        }
        return found;
    }

    /** The canonical path without the base path. */
    static String path(MappingContext context) {
        return context.request()
                .path()
                .substring(context.request().api().basePath().length());
    }

    /** The part of a route key behind its method; the key itself for {@code $default}. */
    static String resourcePath(String routeKey) {
        return routeKey.substring(routeKey.indexOf(' ') + 1);
    }

    /** The first label of the host name. */
    static String domainPrefix(MappingContext context) {
        if (context.host() == null || context.host().startsWith("[")) {
            return null;
        }
        String name = HostName.withoutPort(context.host());
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** Form decoding: plus is a space. Null for a broken escape. */
    private static String decoded(String text, int from, int to) {
        boolean plain = true;
        for (int i = from; i < to && plain; i++) {
            plain = text.charAt(i) != '%' && text.charAt(i) != '+';
        }
        if (plain) {
            return text.substring(from, to);
        }
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '+') {
                bytes[length++] = ' ';
            } else if (c == '%') {
                int high = i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < to ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
