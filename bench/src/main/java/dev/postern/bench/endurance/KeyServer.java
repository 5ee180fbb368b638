package dev.postern.bench.endurance;

import dev.postern.bench.peer.IdToken;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An issuer's key set over HTTP, which can be changed while it is served. */
final class KeyServer {

    private final HttpServer server;
    private volatile String keys;

    KeyServer(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(keys));
        Site.await(server.listen(0, "127.0.0.1"));
    }

    /** Serves the public keys of these, and no other, from now on. */
    void publish(IdToken... issuers) {
        JsonArray all = new JsonArray();
        for (IdToken issuer : issuers) {
            all.addAll(issuer.keySet().getJsonArray("keys"));
        }
        keys = new JsonObject().put("keys", all).encode();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/jwks.json";
    }
}
