package dev.postern.authorizer.keys;

import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Which proxy a call goes through: {@code HTTPS_PROXY} and {@code HTTP_PROXY}, unless {@code NO_PROXY} or loopback says
 * otherwise; lower-case names count when the upper-case ones are absent. {@code NO_PROXY} is a comma-separated list of
 * {@code *}, host names (which cover their sub-domains, with or without a leading dot) and addresses, each optionally
 * with a port.
 */
public final class ProxyRules {

    private static final String HTTPS = "HTTPS_PROXY";
    private static final String HTTP = "HTTP_PROXY";

    private final ProxyOptions https;
    private final ProxyOptions http;
    private final List<String> direct = new ArrayList<>();

    /**
     * @param environment value of a variable by its name, null when unset
     * @throws IllegalArgumentException when there is a {@link #problem}
     */
    public ProxyRules(UnaryOperator<String> environment) {
        https = proxy(variable(environment, HTTPS));
        http = proxy(variable(environment, HTTP));
        for (String entry : variable(environment, "NO_PROXY").split(",")) {
            String trimmed = entry.strip().toLowerCase(Locale.ROOT);
            if (!trimmed.isEmpty()) {
                direct.add(trimmed.startsWith(".") ? trimmed.substring(1) : trimmed);
            }
        }
    }

    /** Null when the variables can be used, else which of them cannot. */
    public static String problem(UnaryOperator<String> environment) {
        for (String name : List.of(HTTPS, HTTP)) {
            try {
                proxy(variable(environment, name));
            } catch (IllegalArgumentException e) {
                return name + " in the environment is not a URL of an http proxy";
            }
        }
        return null;
    }

    /** The proxy for this URL; null for a direct connection. */
    public ProxyOptions of(URI url) {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        ProxyOptions proxy = secure ? https : http;
        if (proxy == null || FetchTarget.isLoopback(url.getHost())) {
            return null;
        }
        String host = url.getHost().toLowerCase(Locale.ROOT);
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        for (String entry : direct) {
            if (entry.equals("*") || covers(entry, host) || entry.endsWith(":" + port) && covers(head(entry), host)) {
                return null;
            }
        }
        return new ProxyOptions(proxy);
    }

    private static boolean covers(String entry, String host) {
        return host.equals(entry) || host.endsWith("." + entry);
    }

    private static String head(String entry) {
        return entry.substring(0, entry.lastIndexOf(':'));
    }

    private static String variable(UnaryOperator<String> environment, String name) {
        String upper = environment.apply(name);
        String value = upper != null ? upper : environment.apply(name.toLowerCase(Locale.ROOT));
        return value == null ? "" : value.strip();
    }

    private static ProxyOptions proxy(String text) {
        if (text.isEmpty()) {
            return null;
        }
        URI url = URI.create(text.contains("://") ? text : "http://" + text);
        if (!"http".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("not an http proxy");
        }
        ProxyOptions proxy = new ProxyOptions().setHost(url.getHost()).setPort(url.getPort() < 0 ? 80 : url.getPort());
        if (url.getUserInfo() != null) {
            int colon = url.getUserInfo().indexOf(':');
            proxy.setUsername(colon < 0 ? url.getUserInfo() : url.getUserInfo().substring(0, colon));
            proxy.setPassword(colon < 0 ? "" : url.getUserInfo().substring(colon + 1));
        }
        return proxy;
    }
}
