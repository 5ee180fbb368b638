package dev.postern.gateway.admin;

import dev.postern.authorizer.AuthorizerState;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Whether the gateway should get requests, and why.
 *
 * @param phase where it stands
 * @param authorizers state of each authorizer by its name in the configuration, in order
 */
public record ReadyState(Phase phase, Map<String, AuthorizerState> authorizers) {

    /** The life of a gateway as readiness sees it. */
    public enum Phase {
        /** The listener is not open yet, or authorizers have not been able to decide. */
        STARTING("starting", 503),
        READY("ready", 200),
        /** A stop began; never leads back. */
        DRAINING("draining", 503);

        private final String word;
        private final int status;

        Phase(String word, int status) {
            this.word = word;
            this.status = status;
        }

        public String word() {
            return word;
        }

        /** Of {@code /health/ready}. */
        public int status() {
            return status;
        }
    }

    public boolean isReady() {
        return phase == Phase.READY;
    }

    JsonObject json() {
        JsonObject states = new JsonObject();
        authorizers.forEach((name, state) -> states.put(
                name,
                new JsonObject()
                        .put("hasDecided", state.hasDecided())
                        .put("canDecide", state.canDecide())
                        .put("detail", state.detail())));
        return new JsonObject().put("status", phase.word).put("authorizers", states);
    }
}
