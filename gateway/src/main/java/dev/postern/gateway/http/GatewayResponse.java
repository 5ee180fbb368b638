package dev.postern.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/**
 * An answer of the gateway's own, made once and sent many times. Holds nothing the client sent.
 *
 * @param status HTTP status
 * @param type gateway response type, such as {@code UNAUTHORIZED}
 * @param headers to set, in order; Content-Length is left to the server
 * @param body JSON; never to be written to
 */
public record GatewayResponse(int status, String type, List<Map.Entry<String, String>> headers, Buffer body) {}
