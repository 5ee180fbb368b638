package dev.postern.gateway.cli;

import dev.postern.authorizer.Identity;
import dev.postern.gateway.Trace;
import dev.postern.gateway.config.ServerConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects what a gateway tells of one request, and says it in text or JSON. Filled on the event loop, read after. */
final class Explanation implements Trace {

    private static final String FORMAT = "%-11s %-12s %s%n";

    private record Step(String name, String verdict, String detail) {}

    private final List<Step> steps = new ArrayList<>();
    private final boolean invoke;
    private final ServerConfig.Tls tls;
    private Identity identity;
    private Map<String, Object> verified = Map.of();
    private boolean preflight;
    private String upstream;
    private String head;

    /**
     * @param invoke whether functions may be called
     * @param tls of the listener; null where it speaks clear text
     */
    Explanation(boolean invoke, ServerConfig.Tls tls) {
        this.invoke = invoke;
        this.tls = tls;
        if (tls != null) {
            switch (tls.clientAuth()) {
                case NONE -> step("tls", "assumed", "the listener speaks TLS, and asks for no client certificate");
                case OPTIONAL ->
                    step("tls", "assumed", "a client may show a certificate of clientCa; this request goes without");
                case REQUIRED ->
                    step(
                            "tls",
                            "required",
                            "the handshake would need a client certificate of clientCa; this request goes without,"
                                    + "\nand what follows holds for a client that has one");
            }
        }
    }

    @Override
    public boolean mayInvoke() {
        return invoke;
    }

    @Override
    public boolean cameByTls() {
        return tls != null;
    }

    @Override
    public synchronized void verified(Map<String, Object> claims) {
        verified = claims;
    }

    @Override
    public synchronized void step(String step, String verdict, String detail) {
        steps.add(new Step(step, verdict, detail));
    }

    @Override
    public synchronized void admitted(Identity admitted) {
        identity = admitted;
    }

    @Override
    public synchronized void preflightAnswered() {
        preflight = true;
    }

    @Override
    public synchronized void reached(String name, String requestHead) {
        upstream = name;
        head = requestHead;
    }

    /** {@code reached}, {@code preflight} or {@code refused}. */
    synchronized String outcome() {
        if (upstream != null) {
            return "reached";
        }
        return preflight ? "preflight" : "refused";
    }

    /** Whether an authorizer refused a token that it did not verify: then what it says of itself helps. */
    synchronized boolean wasDenied() {
        return verified.isEmpty()
                && steps.stream()
                        .anyMatch(step -> step.name().equals("authorizer")
                                && step.verdict().equals("deny"));
    }

    synchronized void print(PrintWriter out, RawAnswer answer, Map<String, Object> unverified) {
        for (Step step : steps) {
            String[] lines = step.detail().split("\n");
            out.printf(FORMAT, step.name(), step.verdict(), lines[0]);
            for (int i = 1; i < lines.length; i++) {
                out.printf(FORMAT, "", "", lines[i]);
            }
            if (step.name().equals("authorizer") && identity != null) {
                printIdentity(out);
            }
        }
        if (upstream != null) {
            out.println();
            head.lines().forEach(line -> out.println("    " + line));
            out.println();
            out.println("The request would reach upstream " + upstream + ".");
        } else {
            printClaims(out, "The token says of itself, unverified:", unverified);
            printClaims(out, "The token was verified. It says:", verified);
            out.println();
            out.println(preflight ? "The gateway answers the preflight:" : "The gateway answers:");
            out.println("    " + answer.line());
            answer.headers().forEach(line -> out.println("    " + line));
            if (!answer.body().isEmpty()) {
                out.println();
                out.println("    " + answer.body());
            }
        }
        out.flush();
    }

    private static void printClaims(PrintWriter out, String title, Map<String, Object> claims) {
        if (!claims.isEmpty()) {
            out.println();
            out.println(title);
            claims.forEach((name, value) -> out.println("    " + name + ": " + value));
        }
    }

    private void printIdentity(PrintWriter out) {
        if (identity.principalId() != null) {
            out.printf(FORMAT, "", "", "principalId: " + identity.principalId());
        }
        identity.context().forEach((name, value) -> out.printf(FORMAT, "", "", name + ": " + value));
        identity.claims().forEach((name, value) -> out.printf(FORMAT, "", "", "claims." + name + ": " + value));
    }

    synchronized JsonObject json(String request, RawAnswer answer, Map<String, Object> unverified) {
        JsonArray all = new JsonArray();
        for (Step step : steps) {
            all.add(new JsonObject()
                    .put("step", step.name())
                    .put("verdict", step.verdict())
                    .put("detail", step.detail()));
        }
        JsonObject json = new JsonObject()
                .put("request", request)
                .put("outcome", outcome())
                .put("steps", all);
        if (identity != null) {
            json.put(
                    "admitted",
                    new JsonObject()
                            .put("principalId", identity.principalId())
                            .put("context", new JsonObject(identity.context()))
                            .put("claims", new JsonObject(identity.claims())));
        }
        if (!unverified.isEmpty()) {
            json.put("unverified", new JsonObject(unverified));
        }
        if (!verified.isEmpty()) {
            json.put("verified", new JsonObject(verified));
        }
        if (upstream != null) {
            json.put("upstream", new JsonObject().put("name", upstream).put("head", head));
        } else {
            json.put(
                    "answer",
                    new JsonObject()
                            .put("status", answer.status())
                            .put("headers", new JsonArray(answer.headers()))
                            .put("body", answer.body()));
        }
        return json;
    }
}
