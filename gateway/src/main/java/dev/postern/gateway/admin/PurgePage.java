package dev.postern.gateway.admin;

import dev.postern.authorizer.cache.PurgeBoard;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /decisions}: DELETE forgets all remembered decisions, of one authorizer under {@code /decisions/NAME}; those
 * that are being made count for whoever waits and are not kept. Repeating a call forgets again (SR-119). GET of
 * {@code /decisions} tells when each was last purged. Refused are bodies, and names of no authorizer (404).
 */
final class PurgePage implements Handler<RoutingContext> {

    static final String PATH = "/decisions";

    private static final Logger LOG = LoggerFactory.getLogger(PurgePage.class);

    private final Supplier<PurgeBoard> board;
    private final Predicate<String> isAuthorizer;

    PurgePage(Supplier<PurgeBoard> board, Predicate<String> isAuthorizer) {
        this.board = board;
        this.isAuthorizer = isAuthorizer;
    }

    /** Whether this is a call that purges. */
    static boolean isPurge(HttpServerRequest request) {
        String path = request.path();
        return request.method() == HttpMethod.DELETE
                && path != null
                && (path.equals(PATH) || path.startsWith(PATH + "/"));
    }

    @Override
    public void handle(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        if (isPurge(request)) {
            purge(exchange, request.path());
        } else if (PATH.equals(request.path())) {
            AdminAnswers.json(exchange, 200, new JsonObject().put("purged", last()));
        } else {
            exchange.next();
        }
    }

    private void purge(RoutingContext exchange, String path) {
        boolean all = path.equals(PATH);
        String name = all ? PurgeBoard.ALL : path.substring(PATH.length() + 1);
        if (!all && !isAuthorizer.test(name)) {
            exchange.next();
            return;
        }
        board.get().purge(name);
        LOG.info("Remembered decisions of {} were purged by the admin port", all ? "all authorizers" : name);
        AdminAnswers.json(exchange, 200, new JsonObject().put("purged", name));
    }

    private JsonObject last() {
        JsonObject last = new JsonObject();
        board.get().epochs().forEach((authorizer, epoch) -> {
            if (epoch > 0) {
                last.put(authorizer, Instant.ofEpochMilli(epoch).toString());
            }
        });
        return last;
    }
}
