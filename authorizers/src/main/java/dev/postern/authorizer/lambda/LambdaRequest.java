package dev.postern.authorizer.lambda;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.policy.PolicyRequest;
import dev.postern.function.event.EventApi;
import dev.postern.function.event.EventRequest;
import dev.postern.function.event.MethodArn;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

/** A request as its event tells of it and as a policy is asked about it. */
final class LambdaRequest implements EventRequest, PolicyRequest {

    private final AuthorizationRequest request;
    private MethodArn arn;

    LambdaRequest(AuthorizationRequest request) {
        this.request = request;
    }

    /** Method and path, for a person. */
    String subject() {
        return method() + " " + path();
    }

    /** What an answer that counts for one route is remembered for: its match alone would make one of all methods. */
    String routeScope() {
        return method() + " " + routeKey();
    }

    @Override
    public EventApi api() {
        ApiDescription api = request.api();
        return new EventApi(api.id(), api.stage(), api.region(), api.account(), api.stageVariables());
    }

    @Override
    public MethodArn arn() {
        if (arn == null) {
            arn = api().arn(method(), path());
        }
        return arn;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        String below = request.path().substring(request.api().basePath().length());
        return below.isEmpty() ? "/" : below;
    }

    @Override
    public String fullPath() {
        return request.path();
    }

    @Override
    public String rawQuery() {
        return request.rawQuery();
    }

    @Override
    public Iterable<Map.Entry<String, String>> headers() {
        return request.headers();
    }

    @Override
    public String routeKey() {
        return request.routeKey();
    }

    @Override
    public Map<String, String> pathParameters() {
        return request.pathParameters();
    }

    @Override
    public String sourceIp() {
        return request.sourceIp();
    }

    @Override
    public String host() {
        return request.host();
    }

    @Override
    public String protocol() {
        return request.protocol();
    }

    @Override
    public boolean isSecure() {
        return request.isSecure();
    }

    @Override
    public X509Certificate clientCertificate() {
        return request.clientCertificate();
    }

    @Override
    public String requestId() {
        return request.requestId();
    }

    @Override
    public Instant time() {
        return request.time();
    }

    @Override
    public String userAgent() {
        return request.headers().get("User-Agent");
    }

    @Override
    public String referer() {
        return request.headers().get("Referer");
    }
}
