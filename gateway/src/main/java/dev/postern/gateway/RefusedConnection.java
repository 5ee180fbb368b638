package dev.postern.gateway;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.http.GatewayResponse;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.RequestIds;
import dev.postern.gateway.observe.ExchangeSummary;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.observe.Outcome;
import dev.postern.gateway.wire.UnfinishedHead;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A connection that was ended before a whole request came by it, as the access log shows it.
 *
 * @param head what had come; null where the client did not get so far
 * @param startedAtMillis when that began
 */
record RefusedConnection(
        String sourceIp,
        Refusal why,
        GatewayResponse answer,
        UnfinishedHead head,
        String requestId,
        long startedAtMillis)
        implements ExchangeSummary {

    RefusedConnection(String sourceIp, Refusal why, GatewayResponse answer, UnfinishedHead head, Profile profile) {
        this(
                sourceIp,
                why,
                answer,
                head,
                RequestIds.of(profile).next(),
                System.currentTimeMillis() - (head == null ? 0 : TimeUnit.NANOSECONDS.toMillis(head.nanos())));
    }

    /**
     * The whole answer as it goes over the wire, with the id that stands in the log. It carries no CORS headers, as
     * {@code Origin} was not read.
     */
    String text() {
        StringBuilder text = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(HttpResponseStatus.valueOf(answer.status()))
                .append("\r\n");
        for (Map.Entry<String, String> header : answer.headers()) {
            line(text, header.getKey(), header.getValue());
        }
        line(text, "X-Request-Id", requestId);
        line(text, "Connection", "close");
        line(text, "Content-Length", Integer.toString(answer.body().length()));
        return text.append("\r\n").append(answer.body()).toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    @Override
    public String routeKey() {
        return GatewayMeters.NO_ROUTE;
    }

    @Override
    public String method() {
        return head == null ? null : head.method();
    }

    @Override
    public String path() {
        return head == null ? null : ClientRequest.pathAsSent(head.target());
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
        return head == null ? 0 : head.nanos();
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
        return head == null || !head.isAnswered() ? 0 : answer.body().length();
    }
}
