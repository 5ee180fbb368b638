package dev.postern.gateway.admin;

import dev.postern.authorizer.lockout.LockoutEntry;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.authorizer.token.StrictJson;
import dev.postern.gateway.http.ContentLength;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /lockout}: GET lists the deny list, POST adds an entry, DELETE removes one. An entry is one JSON object, as in
 * the file: one of {@code sub}, {@code jti}, {@code origin_jti}, {@code client_id}; {@code until} (POST only);
 * {@code issuer} and {@code note} as one likes. Repeating a call changes nothing (SR-119). Refused are bodies of another
 * type or of more than {@value #MAX_BODY} bytes, unknown and doubled members, and a full list (507).
 */
final class LockoutPage implements Handler<RoutingContext> {

    static final String PATH = "/lockout";

    /** Bytes of a body, at most. */
    static final int MAX_BODY = 8 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(LockoutPage.class);

    private static final Set<String> OTHER_MEMBERS = Set.of("until", "issuer", "note");

    private final Supplier<LockoutList> list;

    LockoutPage(Supplier<LockoutList> list) {
        this.list = list;
    }

    /** Whether this is a call that changes the list. */
    static boolean isChange(HttpServerRequest request) {
        return PATH.equals(request.path())
                && (request.method() == HttpMethod.POST || request.method() == HttpMethod.DELETE);
    }

    /** Whether this is a change with a body of a length that is known and small. */
    static boolean takesBody(HttpServerRequest request) {
        String text = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        long length = text == null ? -1 : ContentLength.parse(text);
        return isChange(request)
                && length >= 0
                && length <= MAX_BODY
                && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    @Override
    public void handle(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        if (!PATH.equals(request.path())) {
            exchange.next();
        } else if (!isChange(request)) {
            AdminAnswers.json(exchange, 200, new JsonObject().put("entries", entries()));
        } else if (!takesBody(request)) {
            AdminAnswers.refuse(exchange, 411, "Length Required");
        } else if (!isJson(request)) {
            AdminAnswers.refuseUnread(exchange, 415, "send one entry as application/json");
        } else {
            request.body()
                    .onFailure(exchange::fail)
                    .onSuccess(body -> change(exchange, StrictJson.object(body.getBytes())));
            request.resume();
        }
    }

    private static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    private void change(RoutingContext exchange, Map<String, Object> body) {
        boolean adds = exchange.request().method() == HttpMethod.POST;
        List<String> problems = new ArrayList<>();
        LockoutEntry entry = body == null ? null : entry(body, adds, problems);
        if (entry == null) {
            AdminAnswers.refuse(exchange, 400, body == null ? "send one JSON object" : String.join("; ", problems));
            return;
        }
        LockoutList current = list.get();
        if (adds && !current.isInForce(entry)) {
            AdminAnswers.refuse(exchange, 400, "until has passed already");
        } else if (adds && !current.add(entry)) {
            LOG.error(
                    "The deny list is full: an entry for {} was refused",
                    entry.claim().word());
            AdminAnswers.refuse(exchange, 507, "the list has " + LockoutList.MAX_ENTRIES + " entries already");
        } else if (!adds && !current.remove(entry)) {
            AdminAnswers.refuse(exchange, 409, "the lock-out file holds this entry too; remove it there");
        } else {
            LOG.info("{} was {} by the admin port", entry.claim().word(), adds ? "locked out" : "released");
            AdminAnswers.json(
                    exchange, 200, new JsonObject().put("locked", adds).put("entry", json(entry)));
        }
    }

    /** Null after saying why. */
    private static LockoutEntry entry(Map<String, Object> body, boolean adds, List<String> problems) {
        Claim claim = null;
        for (Claim each : Claim.values()) {
            if (body.containsKey(each.word())) {
                if (claim != null) {
                    problems.add("write only one of " + String.join(", ", Claim.words()));
                }
                claim = each;
            }
        }
        if (claim == null) {
            problems.add("write one of " + String.join(", ", Claim.words()));
        }
        for (Map.Entry<String, Object> member : body.entrySet()) {
            String name = member.getKey();
            if (!OTHER_MEMBERS.contains(name) && !Claim.words().contains(name)) {
                problems.add("only known members: " + String.join(", ", Claim.words()) + ", until, issuer, note");
            } else if (!(member.getValue() instanceof String text)
                    || text.isEmpty()
                    || text.length() > LockoutEntry.MAX_TEXT) {
                problems.add(name + " is a text of 1 to " + LockoutEntry.MAX_TEXT + " characters");
            }
        }
        if (!problems.isEmpty()) {
            return null;
        }
        Instant until = Instant.EPOCH;
        if (adds || body.containsKey("until")) {
            until = body.get("until") instanceof String text ? LockoutEntry.until(text) : null;
            if (until == null) {
                problems.add("until is a time such as 2030-01-31T12:00:00Z");
                return null;
            }
        }
        return new LockoutEntry(
                claim, (String) body.get(claim.word()), (String) body.get("issuer"), until, (String) body.get("note"));
    }

    private JsonArray entries() {
        JsonArray entries = new JsonArray();
        for (LockoutList.Listed listed : list.get().entries()) {
            entries.add(json(listed.entry()).put("source", listed.source().word()));
        }
        return entries;
    }

    private static JsonObject json(LockoutEntry entry) {
        JsonObject json = new JsonObject().put(entry.claim().word(), entry.value());
        if (entry.issuer() != null) {
            json.put("issuer", entry.issuer());
        }
        if (!entry.until().equals(Instant.EPOCH)) {
            json.put("until", entry.until().toString());
        }
        if (entry.note() != null) {
            json.put("note", entry.note());
        }
        return json;
    }
}
