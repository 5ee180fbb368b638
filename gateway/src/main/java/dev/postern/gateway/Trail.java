package dev.postern.gateway;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.DecisionNotes;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.GatewayResponse;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.RequestTarget;
import dev.postern.gateway.http.TargetFault;
import dev.postern.gateway.observe.Outcome;
import dev.postern.gateway.route.RouteMatch;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells a {@link Trace} what becomes of one exchange. Only {@code explain} has one; a serving exchange has null. */
final class Trail implements DecisionNotes {

    private final Trace trace;
    private final MultiMap headers;
    private final MultiMap sent = MultiMap.caseInsensitiveMultiMap();
    private final Mask mask;

    /** Before anything was removed from the request's headers. */
    Trail(Trace trace, HttpServerRequest client, Snapshot snapshot) {
        this.trace = trace;
        this.headers = client.headers();
        this.sent.addAll(headers);
        int mark = client.uri().indexOf('?');
        String query = mark < 0 ? "" : client.uri().substring(mark + 1);
        Set<CredentialSource> sources = new LinkedHashSet<>();
        snapshot.authorizers().values().forEach(each -> sources.addAll(each.credentialSources()));
        this.mask = new Mask(sent, query, sources);
    }

    void swept() {
        Set<String> gone = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        gone.addAll(sent.names());
        gone.removeAll(headers.names());
        trace.step("headers", "ok", gone.isEmpty() ? "nothing removed" : "removed " + String.join(", ", gone));
    }

    void target(RequestTarget target) {
        trace.step("target", "ok", mask.text(target.pathAndQuery()));
    }

    void matched(RouteMatch<GuardedRoute> match) {
        GuardedRoute route = match.route();
        StringBuilder detail = new StringBuilder(route.key());
        match.parameters()
                .forEach((name, value) ->
                        detail.append('\n').append(name).append(" = ").append(mask.text(value)));
        trace.step("route", "matched", detail.toString());
    }

    /** An ordinary request. */
    void cors(CorsPolicy policy, String origin) {
        if (origin == null) {
            trace.step("cors", "none", "the request has no Origin");
        } else if (policy == CorsPolicy.NONE) {
            trace.step("cors", "none", "no cors: is configured; the backend's own headers pass");
        } else if (policy.grants(origin)) {
            trace.step("cors", "granted", origin);
        } else {
            trace.step("cors", "no grant", origin + " is not among allowOrigins; a browser hides the answer");
        }
    }

    void preflight(MultiMap answer) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> header : answer) {
            if (header.getKey().regionMatches(true, 0, "access-control-", 0, 15)) {
                lines.add(header.getKey() + ": " + header.getValue());
            }
        }
        boolean granted = answer.contains("access-control-allow-origin");
        trace.step(
                "cors",
                granted ? "answered" : "no grant",
                granted ? String.join("\n", lines) : "the preflight is answered, but without a grant: a browser stops");
        trace.preflightAnswered();
    }

    @Override
    public void note(String what, String text) {
        trace.step("function", what, mask.text(text));
    }

    @Override
    public boolean mayInvoke() {
        return trace.mayInvoke();
    }

    void decided(AuthorizationRequest request, GuardedRoute route, Decision decision) {
        String who = route.authorizerName().equals(route.authorizerType())
                ? route.authorizerName()
                : route.authorizerName() + " (" + route.authorizerType() + ")";
        String detail = who + ": " + decision.reason().word();
        if (decision instanceof Decision.Deny) {
            detail += ": " + decision.reason().description();
            String rule = BrokenRule.rule(decision.reason(), route.rules());
            if (rule != null) {
                detail += "\n" + rule;
                trace.verified(
                        masked(BrokenRule.claims(request, route.authorizer().credentialSources())));
            }
        } else if (decision instanceof Decision.Unavailable) {
            detail += ": " + decision.reason().description() + "\n"
                    + mask.text(route.authorizer().state().detail());
        }
        trace.step("authorizer", Outcome.of(decision).word(), detail);
        if (decision instanceof Decision.Allow allow) {
            trace.admitted(allow.identity());
        }
    }

    private Map<String, Object> masked(Map<String, Object> claims) {
        Map<String, Object> shown = new LinkedHashMap<>();
        claims.forEach((name, value) -> {
            String text = String.valueOf(value);
            String masked = mask.text(text);
            shown.put(name, masked.equals(text) ? value : masked);
        });
        return shown;
    }

    boolean cameByTls() {
        return trace.cameByTls();
    }

    void refused(GatewayResponse answer, Refusal refusal) {
        trace.step(step(refusal), "refused", answer.status() + " " + refusal.word() + ": " + refusal.message());
    }

    void refused(TargetFault fault) {
        trace.step("target", "refused", "400 " + Refusal.BAD_TARGET.word() + ": " + fault.description());
    }

    private static String step(Refusal refusal) {
        return switch (refusal) {
            case METHOD_REFUSED -> "method";
            case ORIGIN_REFUSED -> "cors";
            case BAD_TARGET, TARGET_TOO_LONG -> "target";
            case PATH_OUTSIDE_BASE, ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED -> "route";
            case IDENTITY_UNPRINTABLE, IDENTITY_FAULT -> "identity";
            case REWRITE_REFUSED -> "path";
            case INTERNAL -> "gateway";
            default -> "headers";
        };
    }

    void refusedMethod(List<String> allow) {
        trace.step("route", "refused", "405 method_not_allowed: this path has " + String.join(", ", allow));
    }

    /** Where a serving gateway would call the backend. */
    void reached(Exchange exchange, Passage passage, UpstreamConfig upstream) {
        List<String> identity = new ArrayList<>();
        for (String name : exchange.route().mapping().names()) {
            String value = headers.get(name);
            identity.add(name + (value == null ? " is not set: no value" : ": " + mask.text(value)));
        }
        trace.step("identity", identity.isEmpty() ? "none" : "set", String.join("\n", identity));
        trace.step("upstream", "reached", upstream.name() + ", " + address(upstream));
        trace.reached(upstream.name(), head(passage, exchange.swept().hasBody()));
        exchange.answer(new GatewayResponse(200, "EXPLAINED", List.of(), Buffer.buffer()));
    }

    private static String address(UpstreamConfig upstream) {
        return upstream.socket() != null
                ? "unix:" + upstream.socket()
                : (upstream.tls() ? "https://" : "http://") + upstream.host() + ":" + upstream.port();
    }

    private String head(Passage passage, boolean body) {
        MultiMap upstream = MultiMap.caseInsensitiveMultiMap();
        passage.writeHeaders(upstream);
        List<String> lines = new ArrayList<>();
        lines.add(passage.method().name() + " " + mask.text(passage.target()) + " HTTP/1.1");
        for (Map.Entry<String, String> header : upstream) {
            lines.add(mask.header(header));
        }
        if (body) {
            lines.add(
                    passage.contentLength() < 0
                            ? "transfer-encoding: chunked"
                            : "content-length: " + passage.contentLength());
        }
        return String.join("\n", lines);
    }
}
