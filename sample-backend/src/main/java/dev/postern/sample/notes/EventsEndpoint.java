package dev.postern.sample.notes;

import io.vertx.core.json.JsonObject;

/** {@code /events?count=N&gap=MS}: server-sent events (WHATWG HTML 9.2), numbered from 1, the first one at once. */
final class EventsEndpoint implements Endpoint {

    @Override
    public void serve(Visit visit) {
        Parameters parameters = Parameters.of(visit);
        long count = parameters.number("count", 5, 1_000_000);
        long gap = parameters.number("gap", 1_000, 600_000);
        if (parameters.refused()) {
            return;
        }
        visit.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .writeHead();
        event(visit, 1, count, gap);
    }

    private static void event(Visit visit, long number, long last, long gap) {
        if (number > last) {
            visit.response().end();
            return;
        }
        String data = new JsonObject().put("event", number).encode();
        visit.response().write("id: " + number + "\ndata: " + data + "\n\n").onSuccess(written -> {
            long pause = number == last ? 0 : gap;
            visit.after(pause, () -> event(visit, number + 1, last, gap));
        });
    }
}
