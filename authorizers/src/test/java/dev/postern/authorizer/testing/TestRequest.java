package dev.postern.authorizer.testing;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.RouteRules;
import io.vertx.core.MultiMap;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A request as the gateway would show it. */
public record TestRequest(MultiMap headers, String rawQuery, RouteRules rules) implements AuthorizationRequest {

    public static TestRequest empty() {
        return new TestRequest(MultiMap.caseInsensitiveMultiMap(), "", RouteRules.NONE);
    }

    public static TestRequest bearer(String token) {
        return empty().header("Authorization", "Bearer " + token);
    }

    public TestRequest header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public TestRequest query(String query) {
        return new TestRequest(headers, query, rules);
    }

    public TestRequest scopes(String... scopes) {
        return new TestRequest(headers, rawQuery, new RouteRules(List.of(scopes), rules.groups(), rules.claims()));
    }

    public TestRequest groups(String... groups) {
        return new TestRequest(headers, rawQuery, new RouteRules(rules.scopes(), List.of(groups), rules.claims()));
    }

    public TestRequest claim(String name, String... texts) {
        return new TestRequest(
                headers, rawQuery, new RouteRules(rules.scopes(), rules.groups(), Map.of(name, List.of(texts))));
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/notes";
    }

    @Override
    public String routeKey() {
        return "GET /notes";
    }

    @Override
    public Map<String, String> pathParameters() {
        return Map.of();
    }

    @Override
    public String sourceIp() {
        return "127.0.0.1";
    }

    @Override
    public X509Certificate clientCertificate() {
        return null;
    }

    @Override
    public ApiDescription api() {
        return ApiDescription.DEFAULT;
    }

    @Override
    public String requestId() {
        return "test";
    }

    @Override
    public Instant time() {
        return Instant.EPOCH;
    }
}
