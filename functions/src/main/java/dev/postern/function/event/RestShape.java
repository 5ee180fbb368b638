package dev.postern.function.event;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The fields that REST events and version 1.0 of HTTP API events share. REST keeps the escapes of the path everywhere;
 * HTTP APIs decode path parameters and {@code requestContext.path}.
 */
final class RestShape {

    /** Of IAM callers, whom no authorizer here makes. */
    private static final List<String> NOBODY = List.of(
            "accessKey",
            "accountId",
            "caller",
            "cognitoAuthenticationProvider",
            "cognitoAuthenticationType",
            "cognitoIdentityId",
            "cognitoIdentityPoolId",
            "principalOrgId");

    private final EventRequest request;
    private final boolean rest;
    private final EventValues headers;

    private RestShape(EventRequest request, boolean rest) {
        this.request = request;
        this.rest = rest;
        this.headers = EventValues.headers(request);
    }

    /** Adds them to an event of a REST API. */
    static void addRest(JsonObject event, EventRequest request) {
        new RestShape(request, true).add(event);
    }

    /** Adds them to an event of an HTTP API, payload version 1.0. */
    static void addHttp(JsonObject event, EventRequest request) {
        new RestShape(request, false).add(event);
    }

    private void add(JsonObject event) {
        EventValues query = EventValues.query(request.rawQuery());
        event.put("resource", resourcePath())
                .put("path", request.path())
                .put("httpMethod", request.method())
                .put("headers", headers.last())
                .put("multiValueHeaders", headers.lists())
                .put("queryStringParameters", query.last())
                .put("multiValueQueryStringParameters", query.lists())
                .put("pathParameters", pathParameters())
                .put(
                        "stageVariables",
                        new JsonObject(new LinkedHashMap<>(request.api().stageVariables())))
                .put("requestContext", context());
    }

    /** The route's path without its method; {@code $default} stays. */
    private String resourcePath() {
        return request.routeKey().substring(request.routeKey().indexOf(' ') + 1);
    }

    private JsonObject pathParameters() {
        JsonObject parameters = new JsonObject();
        for (Map.Entry<String, String> parameter : request.pathParameters().entrySet()) {
            parameters.put(parameter.getKey(), rest ? parameter.getValue() : EscapedText.path(parameter.getValue()));
        }
        return parameters;
    }

    private JsonObject context() {
        return new JsonObject()
                .put("accountId", request.api().account())
                .put("apiId", request.api().id())
                .put("deploymentId", "postern")
                .put("domainName", HostParts.name(request.host()))
                .put("domainPrefix", HostParts.prefix(request.host()))
                .put("extendedRequestId", request.requestId())
                .put("httpMethod", request.method())
                .put("identity", identity())
                .put("path", rest ? request.fullPath() : EscapedText.path(request.fullPath()))
                .put("protocol", request.protocol())
                .put("requestId", request.requestId())
                .put("requestTime", RequestTime.text(request.time()))
                .put("requestTimeEpoch", request.time().toEpochMilli())
                .put("resourceId", rest ? resourceId() : request.routeKey())
                .put("resourcePath", resourcePath())
                .put("stage", request.api().stage());
    }

    /** Six letters and digits that stay the same for a resource, as REST APIs number theirs. */
    private String resourceId() {
        CRC32 sum = new CRC32();
        sum.update(resourcePath().getBytes(StandardCharsets.UTF_8));
        String digits = Long.toString(sum.getValue(), 36);
        return "000000".substring(Math.min(6, digits.length())) + digits.substring(Math.max(0, digits.length() - 6));
    }

    private JsonObject identity() {
        JsonObject identity = new JsonObject();
        NOBODY.forEach(identity::putNull);
        String apiKey = headers.get("x-api-key");
        if (apiKey != null) {
            identity.put("apiKey", apiKey);
        }
        identity.put("sourceIp", request.sourceIp()).putNull("user");
        String agent = headers.get("User-Agent");
        identity.put("userAgent", agent == null && !rest ? "" : agent).putNull("userArn");
        if (request.clientCertificate() != null) {
            identity.put("clientCert", CertificateBlock.of(request.clientCertificate()));
        }
        return identity;
    }
}
