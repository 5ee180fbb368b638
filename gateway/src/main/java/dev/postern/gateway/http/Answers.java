package dev.postern.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts an answer of the gateway together. */
final class Answers {

    private static final Map.Entry<String, String> JSON = Map.entry("Content-Type", "application/json");

    private Answers() {}

    /** @param body exact text, plain ASCII */
    static GatewayResponse json(int status, String type, String body, List<Map.Entry<String, String>> more) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(JSON);
        headers.addAll(more);
        return new GatewayResponse(status, type, List.copyOf(headers), Buffer.buffer(body));
    }

    static GatewayResponse with(GatewayResponse answer, String name, String value) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(answer.headers());
        headers.add(Map.entry(name, value));
        return new GatewayResponse(answer.status(), answer.type(), List.copyOf(headers), answer.body());
    }

    /** {@code {"message":"…"}} as Amazon's products and Postern write it. */
    static String message(String text) {
        return "{\"message\":\"" + text + "\"}";
    }
}
