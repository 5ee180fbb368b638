package dev.postern.function.event;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields that all events of payload version 2.0 share. Parts without a value are left out. */
final class HttpShape {

    private HttpShape() {}

    /** Adds them. */
    static void add(JsonObject event, EventRequest request) {
        EventValues headers = EventValues.headers(request);
        event.put("routeKey", request.routeKey())
                .put("rawPath", EscapedText.path(request.path()))
                .put("rawQueryString", request.rawQuery());
        JsonArray cookies = cookies(headers);
        if (!cookies.isEmpty()) {
            event.put("cookies", cookies);
        }
        event.put("headers", headers.joinedLowerCase());
        EventValues query = EventValues.query(request.rawQuery());
        if (!query.isEmpty()) {
            event.put("queryStringParameters", query.joined());
        }
        event.put("requestContext", context(request, headers));
        if (!request.pathParameters().isEmpty()) {
            JsonObject parameters = new JsonObject();
            for (Map.Entry<String, String> parameter : request.pathParameters().entrySet()) {
                parameters.put(parameter.getKey(), EscapedText.path(parameter.getValue()));
            }
            event.put("pathParameters", parameters);
        }
        if (!request.api().stageVariables().isEmpty()) {
            event.put(
                    "stageVariables",
                    new JsonObject(new LinkedHashMap<>(request.api().stageVariables())));
        }
    }

    private static JsonArray cookies(EventValues headers) {
        JsonArray cookies = new JsonArray();
        for (String line : headers.all("Cookie")) {
            for (String cookie : line.split(";")) {
                if (!cookie.isBlank()) {
                    cookies.add(cookie.strip());
                }
            }
        }
        return cookies;
    }

    private static JsonObject context(EventRequest request, EventValues headers) {
        JsonObject authentication = request.clientCertificate() == null
                ? null
                : new JsonObject().put("clientCert", CertificateBlock.of(request.clientCertificate()));
        String agent = headers.get("User-Agent");
        return new JsonObject()
                .put("accountId", request.api().account())
                .put("apiId", request.api().id())
                .put("authentication", authentication)
                .put("domainName", HostParts.name(request.host()))
                .put("domainPrefix", HostParts.prefix(request.host()))
                .put(
                        "http",
                        new JsonObject()
                                .put("method", request.method())
                                .put("path", EscapedText.path(request.fullPath()))
                                .put("protocol", request.protocol())
                                .put("sourceIp", request.sourceIp())
                                .put("userAgent", agent == null ? "" : agent))
                .put("requestId", request.requestId())
                .put("routeKey", request.routeKey())
                .put("stage", request.api().stage())
                .put("time", RequestTime.text(request.time()))
                .put("timeEpoch", request.time().toEpochMilli());
    }
}
