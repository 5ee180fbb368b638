package dev.postern.sample.notes;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * {@code /echo} and everything below it, any method: what arrived, as JSON, unchanged: the raw request target, the
 * header lines in their order and spelling, the body (its first MiB; length and hash are of all of it).
 */
final class EchoEndpoint implements Endpoint {

    private static final int KEPT = 1 << 20;

    /** Whether {@code target} is ours, judged on the raw bytes so that nothing is normalized on the way. */
    static boolean isEcho(String target) {
        return target.equals("/echo") || target.startsWith("/echo/") || target.startsWith("/echo?");
    }

    @Override
    public void serve(Visit visit) {
        HttpServerRequest request = visit.request();
        BodyDigest digest = new BodyDigest(KEPT);
        request.handler(digest::add);
        request.endHandler(ended -> visit.answer(200, describe(request, digest)));
    }

    private static JsonObject describe(HttpServerRequest request, BodyDigest digest) {
        return received(request)
                .put(
                        "body",
                        new JsonObject()
                                .put("text", digest.kept().toString(StandardCharsets.UTF_8))
                                .put("base64", digest.kept().getBytes())
                                .put("length", digest.length())
                                .put("truncated", digest.length() > KEPT)
                                .put("sha256", digest.sha256()));
    }

    /** Request line, header lines and peer of {@code request}. */
    static JsonObject received(HttpServerRequest request) {
        JsonArray headers = new JsonArray();
        for (Map.Entry<String, String> line : request.headers()) {
            headers.add(new JsonArray().add(line.getKey()).add(line.getValue()));
        }
        return new JsonObject()
                .put("method", request.method().name())
                .put("uri", request.uri())
                .put("version", version(request.version()))
                .put("headers", headers)
                .put("remoteAddress", String.valueOf(request.remoteAddress()));
    }

    private static String version(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            default -> "HTTP/2";
        };
    }
}
