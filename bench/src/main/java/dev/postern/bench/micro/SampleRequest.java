package dev.postern.bench.micro;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.RouteRules;
import dev.postern.bench.peer.IdToken;
import dev.postern.gateway.mapping.MappingContext;
import dev.postern.gateway.observe.ExchangeSummary;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

/** One admitted request, as authorizers, mappings and the access log see it. */
final class SampleRequest implements AuthorizationRequest, MappingContext, ExchangeSummary {

    static final Identity IDENTITY = new Identity(
            IdToken.SUBJECT,
            Map.of("username", IdToken.USERNAME, "email", IdToken.EMAIL),
            Map.of("sub", IdToken.SUBJECT, "email", IdToken.EMAIL));

    private final MultiMap headers = HttpHeaders.headers();
    private final long began = 1_800_000_000_000L;

    /** @param token the credential; null for none */
    SampleRequest(String token) {
        if (token != null) {
            headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
    }

    /** Twelve headers, as a browser's script sends them; every call makes a new map, with names as the decoder gives. */
    static MultiMap twelveHeaders() {
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < NAMES.length; i++) {
            headers.add(NAMES[i], VALUES[i]);
        }
        return headers;
    }

    private static final CharSequence[] NAMES = {
        HttpHeaders.HOST,
        HttpHeaders.createOptimized("Connection"),
        HttpHeaders.createOptimized("Authorization"),
        HttpHeaders.createOptimized("User-Agent"),
        HttpHeaders.createOptimized("Accept"),
        HttpHeaders.createOptimized("Accept-Encoding"),
        HttpHeaders.createOptimized("Accept-Language"),
        HttpHeaders.createOptimized("Origin"),
        HttpHeaders.createOptimized("Referer"),
        HttpHeaders.createOptimized("Sec-Fetch-Mode"),
        HttpHeaders.createOptimized("X-Forwarded-For"),
        HttpHeaders.createOptimized("Traceparent")
    };

    private static final String[] VALUES = {
        "api.example.com",
        "keep-alive",
        "Bearer " + "x".repeat(745),
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "application/json",
        "gzip, deflate, br",
        "en-US,en;q=0.5",
        "https://app.example.com",
        "https://app.example.com/notes",
        "cors",
        "203.0.113.7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    };

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/notes";
    }

    @Override
    public String rawQuery() {
        return "";
    }

    @Override
    public MultiMap headers() {
        return headers;
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
    public RouteRules rules() {
        return RouteRules.NONE;
    }

    @Override
    public String sourceIp() {
        return "203.0.113.7";
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
        return "01hfzk3v7q2m9x5c8t4b6n0d1e";
    }

    @Override
    public Instant time() {
        return Instant.ofEpochMilli(began);
    }

    @Override
    public Identity identity() {
        return IDENTITY;
    }

    @Override
    public AuthorizationRequest request() {
        return this;
    }

    @Override
    public Profile profile() {
        return Profile.POSTERN;
    }

    @Override
    public String authorizerType() {
        return "cognito";
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String host() {
        return "api.example.com";
    }

    @Override
    public long startedAtMillis() {
        return began;
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public String outcome() {
        return "allow";
    }

    @Override
    public String reason() {
        return "allowed";
    }

    @Override
    public String authorizer() {
        return "users";
    }

    @Override
    public String principalId() {
        return IDENTITY.principalId();
    }

    @Override
    public long durationNanos() {
        return 1_234_567;
    }

    @Override
    public long authorizerNanos() {
        return 2_345;
    }

    @Override
    public long upstreamNanos() {
        return 987_654;
    }

    @Override
    public long bytesIn() {
        return 0;
    }

    @Override
    public long bytesOut() {
        return 200;
    }
}
