package dev.postern.sample.notes;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;

/**
 * {@code /ws} and everything below it: sends back each text and binary message as it came and answers pings
 * (RFC 6455). The text {@code headers} is answered with the upgrade request as {@code /echo} would show it;
 * {@code close 4001 reason} closes with that code.
 */
final class SocketEndpoint implements Endpoint {

    @Override
    public void serve(Visit visit) {
        String upgrade = visit.request().getHeader("Upgrade");
        if (!"websocket".equalsIgnoreCase(upgrade)) {
            visit.response().putHeader("Upgrade", "websocket");
            visit.refuse(426, "this is a WebSocket endpoint; send an upgrade request");
            return;
        }
        JsonObject received = EchoEndpoint.received(visit.request());
        visit.request().toWebSocket().onSuccess(socket -> echo(socket, received));
    }

    private static void echo(ServerWebSocket socket, JsonObject received) {
        socket.textMessageHandler(text -> {
            if (text.equals("headers")) {
                socket.writeTextMessage(received.encode());
            } else if (text.matches("close [34][0-9]{3}( .{0,100})?")) {
                socket.close(
                        Short.parseShort(text.substring(6, 10)),
                        text.substring(10).trim());
            } else {
                socket.writeTextMessage(text);
                yieldWhenFull(socket);
            }
        });
        socket.binaryMessageHandler(bytes -> {
            socket.writeBinaryMessage(bytes);
            yieldWhenFull(socket);
        });
    }

    private static void yieldWhenFull(ServerWebSocket socket) {
        if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
        }
    }
}
