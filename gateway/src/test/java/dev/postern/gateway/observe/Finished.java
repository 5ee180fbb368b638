package dev.postern.gateway.observe;

/** A finished request for tests; {@code with…} methods change one value. */
record Finished(
        String requestId,
        long startedAtMillis,
        String routeKey,
        String method,
        String path,
        int status,
        String outcome,
        String reason,
        String authorizer,
        String principalId,
        long durationNanos,
        long authorizerNanos,
        long upstreamNanos,
        long bytesIn,
        long bytesOut,
        String sourceIp)
        implements ExchangeSummary {

    static final Finished ADMITTED = new Finished(
            "01h455vb4pex5vsknk084sn02q",
            1_795_175_526_007L,
            "GET /notes/{id}",
            "GET",
            "/notes/7",
            200,
            "allow",
            "allowed",
            "users",
            "jdoe",
            12_345_678,
            1_999,
            11_000_000,
            0,
            1_234,
            "192.0.2.7");

    static final Finished REFUSED =
            new Finished("x", 0, "none", null, null, 400, "none", "bad_target", null, null, 0, -1, -1, 0, 0, "::1");

    Finished withPath(String path) {
        return new Finished(
                requestId,
                startedAtMillis,
                routeKey,
                method,
                path,
                status,
                outcome,
                reason,
                authorizer,
                principalId,
                durationNanos,
                authorizerNanos,
                upstreamNanos,
                bytesIn,
                bytesOut,
                sourceIp);
    }

    Finished withText(String text) {
        return new Finished(
                text,
                startedAtMillis,
                text,
                text,
                path,
                status,
                text,
                text,
                text,
                text,
                durationNanos,
                authorizerNanos,
                upstreamNanos,
                bytesIn,
                bytesOut,
                text);
    }
}
