package dev.postern.authorizer.lambda;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.RouteRules;
import io.vertx.core.MultiMap;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A request for a function to decide about. */
final class Asked implements AuthorizationRequest {

    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private final String method;
    private final String path;
    private String query = "";
    private String route;
    private RouteRules rules = RouteRules.NONE;

    private Asked(String method, String target) {
        this.method = method;
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? "" : target.substring(mark + 1);
        this.route = method + " " + path;
    }

    static Asked get(String target) {
        return new Asked("GET", target);
    }

    static Asked of(String method, String target) {
        return new Asked(method, target);
    }

    Asked token(String token) {
        return header("Authorization", token);
    }

    Asked header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    Asked route(String key) {
        route = key;
        return this;
    }

    Asked groups(String... groups) {
        rules = new RouteRules(List.of(), List.of(groups), Map.of());
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String rawQuery() {
        return query;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public String routeKey() {
        return route;
    }

    @Override
    public Map<String, String> pathParameters() {
        return Map.of();
    }

    @Override
    public RouteRules rules() {
        return rules;
    }

    @Override
    public String sourceIp() {
        return "203.0.113.9";
    }

    @Override
    public X509Certificate clientCertificate() {
        return null;
    }

    @Override
    public ApiDescription api() {
        return new ApiDescription("abc", "prod", "us-east-1", "123456789012", "", Map.of("tier", "gold", "none", ""));
    }

    @Override
    public String requestId() {
        return "r-1";
    }

    @Override
    public Instant time() {
        return Instant.parse("2026-11-20T12:00:00Z");
    }
}
