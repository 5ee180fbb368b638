package dev.postern.gateway.mapping;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.RouteRules;
import io.vertx.core.MultiMap;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One admitted request, as the mapping sees it. */
record Sample(Identity identity, Profile profile, String authorizerType, MultiMap headers)
        implements MappingContext, AuthorizationRequest {

    static Sample cognito(Profile profile) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("username", "jdoe");
        context.put("groups", "admins,users");
        context.put("age", 42);
        context.put("ratio", 0.25);
        context.put("beta", true);
        context.put("blank", "");
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", "11111111-2222");
        claims.put("custom:role", "editor");
        claims.put("https://a.example/b", "namespaced");
        claims.put("cognito:groups", List.of("admins", "users"));
        claims.put("exp", 1680633579L);
        claims.put("nothing", null);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.add("X-Plan", "gold").add("User-Agent", "curl/8").add("X-Empty", "");
        headers.add("X-Many", "a").add("X-Many", "b");
        return new Sample(new Identity("11111111-2222", context, claims), profile, "cognito", headers);
    }

    Sample with(Identity other, String type) {
        return new Sample(other, profile, type, headers);
    }

    @Override
    public AuthorizationRequest request() {
        return this;
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String host() {
        return "api.example:8080";
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/prod/notes/17";
    }

    @Override
    public String rawQuery() {
        return "page=2&q=a+b%26c&twice=first&twice=second&flag&broken=%zz&a%20b=spaced";
    }

    @Override
    public String routeKey() {
        return "GET /notes/{id}";
    }

    @Override
    public Map<String, String> pathParameters() {
        return Map.of("id", "17");
    }

    @Override
    public RouteRules rules() {
        return RouteRules.NONE;
    }

    @Override
    public String sourceIp() {
        return "192.0.2.1";
    }

    @Override
    public X509Certificate clientCertificate() {
        return null;
    }

    @Override
    public ApiDescription api() {
        return new ApiDescription("notes", "prod", "us-east-1", "000000000000", "/prod", Map.of("tier", "gold"));
    }

    @Override
    public String requestId() {
        return "r-1";
    }

    @Override
    public Instant time() {
        return Instant.parse("2026-11-20T12:34:56.789Z");
    }
}
