package dev.postern.gateway.admin;

import io.vertx.core.json.JsonObject;

/**
 * What came of asking an upstream for its health.
 *
 * @param name key under {@code upstreams:}
 * @param state whether it is well, as far as known
 * @param detail one line for a person, without secrets: {@code "204 in 3 ms"}, {@code "connection refused"}; may be null
 */
public record UpstreamHealth(String name, State state, String detail) {

    /** Whether an upstream is well. */
    public enum State {
        /** It answered 2xx or 3xx. */
        UP("up", 200),
        /** It answered otherwise, or not at all. */
        DOWN("down", 503),
        /** It has no {@code health} path. */
        UNCHECKED("unchecked", 404),
        /** There is no upstream of this name. */
        UNKNOWN("unknown", 404);

        private final String word;
        private final int status;

        State(String word, int status) {
            this.word = word;
            this.status = status;
        }

        public String word() {
            return word;
        }

        /** Of the admin port's answer. */
        public int status() {
            return status;
        }
    }

    public static UpstreamHealth up(String name, String detail) {
        return new UpstreamHealth(name, State.UP, detail);
    }

    public static UpstreamHealth down(String name, String detail) {
        return new UpstreamHealth(name, State.DOWN, detail);
    }

    public static UpstreamHealth unchecked(String name) {
        return new UpstreamHealth(name, State.UNCHECKED, "no health path is configured");
    }

    public static UpstreamHealth unknown(String name) {
        return new UpstreamHealth(name, State.UNKNOWN, "no such upstream");
    }

    JsonObject json() {
        return new JsonObject().put("upstream", name).put("status", state.word).put("detail", detail);
    }
}
