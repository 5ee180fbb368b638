package dev.postern.gateway;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.observe.ExchangeSummary;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.observe.Outcome;
import dev.postern.gateway.observe.RequestIds;

/** A connection that was ended before a whole request came by it, as the access log shows it. */
record RefusedConnection(String sourceIp, Refusal why, String requestId, long startedAtMillis)
        implements ExchangeSummary {

    RefusedConnection(String sourceIp, Refusal why, Profile profile) {
        this(sourceIp, why, RequestIds.of(profile).next(), System.currentTimeMillis());
    }

    @Override
    public String routeKey() {
        return GatewayMeters.NO_ROUTE;
    }

    @Override
    public String method() {
        return null;
    }

    @Override
    public String path() {
        return null;
    }

    @Override
    public int status() {
        return why.status();
    }

    @Override
    public String outcome() {
        return Outcome.NONE.word();
    }

    @Override
    public String reason() {
        return why.word();
    }

    @Override
    public String authorizer() {
        return null;
    }

    @Override
    public String principalId() {
        return null;
    }

    @Override
    public long durationNanos() {
        return 0;
    }

    @Override
    public long authorizerNanos() {
        return -1;
    }

    @Override
    public long upstreamNanos() {
        return -1;
    }

    @Override
    public long bytesIn() {
        return 0;
    }

    @Override
    public long bytesOut() {
        return 0;
    }
}
