package dev.postern.function.event;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request of the table of events. */
final class SentRequest implements EventRequest {

    AuthorizerEvent event;
    final List<String> identity = new ArrayList<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final String method;
    private final String target;
    private final String protocol;
    private String route = "$default";
    private String base = "";
    private String stage = "prod";
    private String host;
    private boolean secure;
    private X509Certificate certificate;

    SentRequest(List<String> lines, X509Certificate known) {
        String[] first = lines.get(0).split(" ");
        method = first[0];
        target = first[1];
        protocol = first[2];
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith(":")) {
                direct(line.substring(1).split(" ", 2), known);
            } else {
                int colon = line.indexOf(':');
                headers.add(Map.entry(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
                if (line.substring(0, colon).equalsIgnoreCase("host")) {
                    host = line.substring(colon + 1).strip();
                }
            }
        }
    }

    private void direct(String[] words, X509Certificate known) {
        switch (words[0]) {
            case "event" -> event = AuthorizerEvent.valueOf(words[1].toUpperCase(java.util.Locale.ROOT));
            case "identity" -> identity.add(words[1]);
            case "route" -> route = words[1];
            case "param" -> put(parameters, words[1]);
            case "variable" -> put(variables, words[1]);
            case "base" -> base = words[1];
            case "stage" -> stage = words[1];
            case "host" -> host = words[1];
            case "secure" -> secure = true;
            case "certificate" -> certificate = known;
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static void put(Map<String, String> map, String pair) {
        String[] parts = pair.split(" ", 2);
        map.put(parts[0], parts[1]);
    }

    @Override
    public EventApi api() {
        return new EventApi("abcdef1234", stage, "us-east-1", "123456789012", variables);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return fullPath().substring(base.length());
    }

    @Override
    public String fullPath() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    @Override
    public String rawQuery() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    @Override
    public Iterable<Map.Entry<String, String>> headers() {
        return headers;
    }

    @Override
    public String routeKey() {
        return route;
    }

    @Override
    public Map<String, String> pathParameters() {
        return parameters;
    }

    @Override
    public String sourceIp() {
        return "203.0.113.9";
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public X509Certificate clientCertificate() {
        return certificate;
    }

    @Override
    public String requestId() {
        return "r-1";
    }

    @Override
    public Instant time() {
        return Instant.ofEpochMilli(1584039838390L);
    }
}
