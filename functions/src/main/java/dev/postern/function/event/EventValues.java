package dev.postern.function.event;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values that may be there several times, under the name they came with first: headers, query parameters. Written in the
 * three ways of the products: the last one, all of them, or joined with commas.
 */
final class EventValues {

    private final Map<String, List<String>> values;
    /** The spelling of each name. */
    private final Map<String, String> names = new LinkedHashMap<>();

    private EventValues(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * The headers of a request, with what API Gateway adds to those of every request: {@code Host} and the forwarding
     * headers, where nobody trusted has set them. {@code Authorization} and {@code User-Agent} are spelled so, whatever
     * the client wrote, as functions look for them by name.
     */
    static EventValues headers(EventRequest request) {
        EventValues headers = new EventValues(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
        for (Map.Entry<String, String> header : request.headers()) {
            headers.add(spelled(header.getKey()), header.getValue());
        }
        if (request.host() != null) {
            headers.addIfAbsent("Host", request.host());
        }
        headers.addIfAbsent("X-Forwarded-For", request.sourceIp());
        headers.addIfAbsent("X-Forwarded-Port", HostParts.port(request.host(), request.isSecure()));
        headers.addIfAbsent("X-Forwarded-Proto", request.isSecure() ? "https" : "http");
        return headers;
    }

    private static String spelled(String name) {
        if (name.equalsIgnoreCase("Authorization")) {
            return "Authorization";
        }
        return name.equalsIgnoreCase("User-Agent") ? "User-Agent" : name;
    }

    /** The parameters of a query, decoded; a name without {@code =} has an empty value. */
    static EventValues query(String rawQuery) {
        EventValues parameters = new EventValues(new LinkedHashMap<>());
        for (String part : rawQuery.split("&")) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                parameters.add(
                        EscapedText.query(equals < 0 ? part : part.substring(0, equals)),
                        equals < 0 ? "" : EscapedText.query(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private void add(String name, String value) {
        values.computeIfAbsent(name, n -> {
                    names.put(n, n);
                    return new ArrayList<>(1);
                })
                .add(value);
    }

    private void addIfAbsent(String name, String value) {
        if (!values.containsKey(name)) {
            add(name, value);
        }
    }

    /** The last value of a name; null when there is none. */
    String get(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.get(all.size() - 1);
    }

    /** Every value of a name, in order. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Each name with its last value, as REST events have it. */
    JsonObject last() {
        JsonObject json = new JsonObject();
        for (String name : names.keySet()) {
            json.put(name, get(name));
        }
        return json;
    }

    /** Each name with all its values. */
    JsonObject lists() {
        JsonObject json = new JsonObject();
        for (String name : names.keySet()) {
            json.put(name, new JsonArray(new ArrayList<>(values.get(name))));
        }
        return json;
    }

    /** Each name with its values joined by commas, as HTTP API events have it. */
    JsonObject joined() {
        JsonObject json = new JsonObject();
        for (String name : names.keySet()) {
            json.put(name, String.join(",", values.get(name)));
        }
        return json;
    }

    /** As {@link #joined}, the names in lower case and without cookies, which version 2.0 has a list for. */
    JsonObject joinedLowerCase() {
        JsonObject json = new JsonObject();
        for (String name : names.keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.equals("cookie")) {
                json.put(lower, String.join(",", values.get(name)));
            }
        }
        return json;
    }

    boolean isEmpty() {
        return names.isEmpty();
    }
}
