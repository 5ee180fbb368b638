package dev.postern.gateway.integration;

/**
 * Why a WebSocket ended: a closed list, whose {@link #word} is a metric label. Where it is the gateway that ends it, both
 * sides hear a close frame with {@link #code} (RFC 6455 section 7.4.1).
 */
public enum TunnelEnd {
    /** The client said so first, or its connection went. */
    CLIENT("client", 0, false),
    /** The backend said so first, or its connection went. */
    UPSTREAM("upstream", 0, false),
    /** Neither side said anything for too long. */
    IDLE("idle", 1001, false),
    /** The credential it was opened with ended. */
    TOKEN_EXPIRED("token_expired", 1008, true),
    /** The credential it was opened with was locked out. */
    LOCKED_OUT("locked_out", 1008, true),
    /** The gateway stops. */
    SHUTDOWN("shutdown", 1001, false),
    /** A connection broke. */
    BROKEN("broken", 0, false);

    private final String word;
    private final int code;
    private final boolean prompt;

    TunnelEnd(String word, int code, boolean prompt) {
        this.word = word;
        this.code = code;
        this.prompt = prompt;
    }

    /** Lower case, underscores; stable, as dashboards use it. */
    public String word() {
        return word;
    }

    /** The close code that both sides hear; 0 where the gateway does not speak. */
    int code() {
        return code;
    }

    /** Whether nothing more of the client may pass: who may not be here does not finish the sentence. */
    boolean isPrompt() {
        return prompt;
    }
}
