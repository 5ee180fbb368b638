package dev.postern.gateway.cors;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.CorsConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Who may read an answer from another origin, and what may be sent from there (Fetch standard, "CORS protocol";
 * "Configuring CORS for an HTTP API" of the API Gateway developer guide). Immutable.
 *
 * <p>An origin that is not allowed gets no grant and nothing else: its preflight is answered 204, its requests go on
 * (SR-127). {@code null} is an origin only where it is listed (SR-121). Every origin together with credentials is a
 * configuration error (SR-120).
 */
public final class CorsPolicy {

    /** No {@code cors:} at all: nothing is added and nothing removed. */
    public static final CorsPolicy NONE = new CorsPolicy(null, null, null, null, false, null);

    private static final CharSequence ORIGIN = HttpHeaders.ORIGIN;
    private static final CharSequence REQUEST_METHOD = HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD;
    private static final CharSequence REQUEST_HEADERS = HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS;

    private final AllowedOrigins origins;
    private final AllowedMethods methods;
    private final AllowedHeaders headers;
    private final String exposed;
    private final boolean credentials;
    private final String maxAge;

    private CorsPolicy(
            AllowedOrigins origins,
            AllowedMethods methods,
            AllowedHeaders headers,
            String exposed,
            boolean credentials,
            String maxAge) {
        this.origins = origins;
        this.methods = methods;
        this.headers = headers;
        this.exposed = exposed;
        this.credentials = credentials;
        this.maxAge = maxAge;
    }

    /** Compiles a policy; every mistake is reported, and what can be understood of the rest is kept. */
    public static CorsPolicy of(CorsConfig config, Problems problems) {
        if (config == null) {
            return NONE;
        }
        boolean credentials = config.allowCredentials();
        List<String> exposed = new ArrayList<>(config.exposeHeaders());
        AllowedHeaders.checkNames(exposed, config.path() + ".exposeHeaders", problems);
        if (credentials && exposed.contains("*")) {
            problems.error(
                    config.path() + ".exposeHeaders",
                    "browsers take '*' literally where credentials are allowed",
                    "list the header names, or set allowCredentials: false");
        }
        return new CorsPolicy(
                AllowedOrigins.of(config, problems),
                AllowedMethods.of(config, problems),
                AllowedHeaders.of(config, problems),
                exposed.isEmpty() ? null : String.join(",", exposed),
                credentials,
                config.maxAge() == null ? null : String.valueOf(config.maxAge().toSeconds()));
    }

    /** OPTIONS with {@code Origin} and {@code Access-Control-Request-Method}; nothing less (SR-123). */
    public static boolean isPreflight(HttpMethod method, MultiMap request) {
        return method == HttpMethod.OPTIONS && request.contains(ORIGIN) && request.contains(REQUEST_METHOD);
    }

    /** Whether scripts of that origin may read answers; false for null. */
    public boolean grants(String origin) {
        return origin != null && origins != null && origins.allow(origin);
    }

    /**
     * Sets the headers of a preflight's answer, whose status is 204 and whose body is empty, granted or not.
     *
     * @param methodsServed what the routes of the path serve; the answer where the policy lists no methods
     */
    public void answerPreflight(MultiMap request, MultiMap response, Collection<String> methodsServed) {
        if (origins == null) {
            return;
        }
        Vary.add(response, "Origin");
        Vary.add(response, "Access-Control-Request-Method");
        Vary.add(response, "Access-Control-Request-Headers");
        String origin = single(request, ORIGIN);
        if (!grants(origin)) {
            return;
        }
        grant(origin, response);
        String allowedMethods = methods.answer(single(request, REQUEST_METHOD), methodsServed, credentials);
        if (allowedMethods != null && !allowedMethods.isEmpty()) {
            response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, allowedMethods);
        }
        String allowed = headers.answer(request.getAll(REQUEST_HEADERS), credentials);
        if (allowed != null) {
            response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        }
        if (maxAge != null) {
            response.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, maxAge);
        }
    }

    /**
     * Puts the policy on an answer, a backend's or the gateway's own (SR-125, SR-126, SR-129): whatever
     * {@code Access-Control-*} it has is removed, the grant is set, {@code Vary} is completed.
     *
     * @param origin value of {@code Origin}; null when there was none, or more than one
     */
    public void decorate(String origin, MultiMap response) {
        if (origins == null) {
            return;
        }
        removeForeign(response);
        if (origins.answerDependsOnOrigin()) {
            Vary.add(response, "Origin");
        }
        if (grants(origin)) {
            grant(origin, response);
            if (exposed != null) {
                response.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
            }
        }
    }

    private void grant(String origin, MultiMap response) {
        response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origins.answerDependsOnOrigin() ? origin : "*");
        if (credentials) {
            response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    private static void removeForeign(MultiMap response) {
        List<String> foreign = null;
        for (Map.Entry<String, String> header : response) {
            if (header.getKey().regionMatches(true, 0, "access-control-", 0, 15)) {
                foreign = foreign == null ? new ArrayList<>(4) : foreign;
                foreign.add(header.getKey());
            }
        }
        if (foreign != null) {
            foreign.forEach(response::remove);
        }
    }

    private static String single(MultiMap request, CharSequence name) {
        List<String> values = request.getAll(name);
        return values.size() == 1 ? values.get(0) : null;
    }
}
