package dev.postern.sample.pool;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What a pool tells everybody: its keys (RFC 7517) and where they are (OpenID Connect Discovery 1.0 section 4). */
final class Publication {

    private final String poolId;
    private final Duration maxAge;
    private final Supplier<PoolKeys> keys;
    private final AtomicLong keySetFetches = new AtomicLong();

    /** @param maxAge how long readers may keep the key set */
    Publication(String poolId, Duration maxAge, Supplier<PoolKeys> keys) {
        this.poolId = poolId;
        this.maxAge = maxAge;
        this.keys = keys;
    }

    /** How often the key set was asked for. */
    long keySetFetches() {
        return keySetFetches.get();
    }

    /** Puts both documents on {@code router}; {@code pool} is asked for its addresses once it listens. */
    void mount(Router router, DevelopmentUserPool pool) {
        router.get("/" + poolId + "/.well-known/jwks.json").handler(context -> {
            keySetFetches.incrementAndGet();
            send(context.response(), keys.get().keySet());
        });
        router.get("/" + poolId + "/.well-known/openid-configuration")
                .handler(context -> send(context.response(), describe(pool)));
        router.route().handler(context -> context.response()
                .setStatusCode(404)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put(
                                "message",
                                "nothing here; POST / for the API, or GET /" + poolId + "/.well-known/jwks.json")
                        .toBuffer()));
    }

    private void send(HttpServerResponse response, JsonObject document) {
        response.putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "public, max-age=" + maxAge.toSeconds())
                .end(document.toBuffer());
    }

    private static JsonObject describe(DevelopmentUserPool pool) {
        return new JsonObject()
                .put("id_token_signing_alg_values_supported", new JsonArray().add("RS256"))
                .put("issuer", pool.issuer())
                .put("jwks_uri", pool.jwksUrl())
                .put("response_types_supported", new JsonArray().add("code").add("token"))
                .put(
                        "scopes_supported",
                        new JsonArray().add("openid").add("email").add("phone").add("profile"))
                .put("subject_types_supported", new JsonArray().add("public"));
    }
}
