package dev.postern.gateway.observe;

import java.util.List;

/**
 * Every metric family the gateway exposes: a closed list, so that {@code docs/observability.md} can be tested against
 * it and a family without series yet still shows its name and type in a scrape.
 */
public enum MetricFamily {
    REQUESTS("postern_requests_total", Type.COUNTER, "Requests answered.", "route", "method", "status"),
    REQUEST_SECONDS(
            "postern_request_seconds", Type.HISTOGRAM, "Time from request head to the end of the answer.", "route"),
    UPSTREAM_SECONDS(
            "postern_upstream_seconds",
            Type.HISTOGRAM,
            "Time from sending the request to the head of the upstream's answer.",
            "upstream"),
    AUTHORIZER_SECONDS("postern_authorizer_seconds", Type.HISTOGRAM, "Time until a decision.", "authorizer"),
    DECISIONS("postern_decisions_total", Type.COUNTER, "Decisions made.", "authorizer", "outcome", "reason"),
    REFUSALS("postern_refusals_total", Type.COUNTER, "Requests that the gateway itself did not serve.", "reason"),
    AUTHORIZER_CACHE(
            "postern_authorizer_cache_total",
            Type.COUNTER,
            "Look-ups and evictions of an authorizer's caches.",
            "authorizer",
            "result"),
    JWKS_AGE("postern_jwks_age_seconds", Type.GAUGE, "Age of the key set in use; NaN before the first.", "issuer"),
    JWKS_KEYS("postern_jwks_keys", Type.GAUGE, "Usable verification keys.", "issuer"),
    JWKS_REFRESH("postern_jwks_refresh_total", Type.COUNTER, "Attempts to fetch a key set.", "issuer", "result"),
    IN_FLIGHT("postern_in_flight_requests", Type.GAUGE, "Requests being served."),
    UPSTREAM_CONNECTIONS(
            "postern_upstream_connections", Type.GAUGE, "Pooled connections to an upstream.", "upstream", "state"),
    FUNCTION_INVOCATIONS(
            "postern_function_invocations_total", Type.COUNTER, "Invocations ended.", "function", "outcome"),
    FUNCTION_SECONDS(
            "postern_function_seconds",
            Type.HISTOGRAM,
            "Time until an invocation ended, waiting included.",
            "function"),
    FUNCTION_IN_FLIGHT("postern_function_in_flight", Type.GAUGE, "Invocations now.", "function", "state"),
    FUNCTION_BREAKER(
            "postern_function_breaker", Type.GAUGE, "Circuit breaker: 0 closed, 1 half open, 2 open.", "function"),
    CONFIG_RELOADS("postern_config_reloads_total", Type.COUNTER, "Attempts to reload the configuration.", "result"),
    LOCKOUT_ENTRIES("postern_lockout_entries", Type.GAUGE, "Entries of the deny list in force.", "source"),
    LOCKOUT_RELOADS(
            "postern_lockout_reloads_total", Type.COUNTER, "Attempts to take over a changed lock-out file.", "result"),
    CONFIG_INFO("postern_config_info", Type.GAUGE, "The configuration in use.", "hash"),
    CERTIFICATE_EXPIRY(
            "postern_certificate_expiry_seconds",
            Type.GAUGE,
            "When a certificate of the gateway ends, in seconds since 1970.",
            "certificate"),
    BUILD_INFO("postern_build_info", Type.GAUGE, "What is running.", "version", "vertx", "netty", "java"),
    ACCESS_LOG_DROPPED(
            "postern_access_log_dropped_total", Type.COUNTER, "Access log lines dropped as nobody read them in time."),
    CONNECTIONS("postern_connections", Type.GAUGE, "Open client connections."),
    WEBSOCKETS_OPEN("postern_websockets_open", Type.GAUGE, "Open WebSockets."),
    WEBSOCKETS_OPENED("postern_websockets_opened_total", Type.COUNTER, "WebSockets opened."),
    WEBSOCKETS_CLOSED("postern_websockets_closed_total", Type.COUNTER, "WebSockets closed, by why.", "reason"),
    WEBSOCKET_BYTES("postern_websocket_bytes_total", Type.COUNTER, "Bytes through WebSockets.", "direction");

    /** Type of a family, in the words of the text format. */
    public enum Type {
        COUNTER("counter"),
        GAUGE("gauge"),
        HISTOGRAM("histogram");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    private final String family;
    private final Type type;
    private final String help;
    private final List<String> labels;

    MetricFamily(String family, Type type, String help, String... labels) {
        this.family = family;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name as Prometheus shows it. */
    public String family() {
        return family;
    }

    public Type type() {
        return type;
    }

    /** One sentence for {@code # HELP}. */
    public String help() {
        return help;
    }

    /** Label names, in the order the documentation lists them; {@code le} of histograms not included. */
    public List<String> labels() {
        return labels;
    }

    /** The comment lines that announce the family in the text format 0.0.4. */
    String announcement() {
        return "# HELP " + family + ' ' + help + "\n# TYPE " + family + ' ' + type.word + '\n';
    }

    /**
     * The name that Micrometer makes {@link #family} of: with dots, as it knows an info metric by its {@code .info}, and
     * without the unit or {@code _total} that it adds by itself.
     */
    String meterName() {
        String name =
                switch (type) {
                    case COUNTER -> family.substring(0, family.length() - "_total".length());
                    case HISTOGRAM -> family.substring(0, family.length() - "_seconds".length());
                    case GAUGE -> family;
                };
        return name.replace('_', '.');
    }
}
