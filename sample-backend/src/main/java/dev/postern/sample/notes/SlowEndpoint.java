package dev.postern.sample.notes;

import io.vertx.core.http.HttpServerResponse;

/**
 * {@code /slow?head=MS&chunks=N&gap=MS}: waits before the head, then between the chunks. Times are up to ten minutes,
 * chunks up to 100,000.
 */
final class SlowEndpoint implements Endpoint {

    private static final long MAX_MS = 600_000;

    @Override
    public void serve(Visit visit) {
        Parameters parameters = Parameters.of(visit);
        long head = parameters.number("head", 0, MAX_MS);
        long chunks = parameters.number("chunks", 1, 100_000);
        long gap = parameters.number("gap", 0, MAX_MS);
        if (parameters.refused()) {
            return;
        }
        visit.after(head, () -> {
            HttpServerResponse response = visit.response();
            response.setChunked(true).putHeader("Content-Type", "text/plain");
            response.writeHead();
            chunk(visit, 1, chunks, gap);
        });
    }

    private static void chunk(Visit visit, long number, long last, long gap) {
        if (number > last) {
            visit.response().end();
            return;
        }
        visit.after(gap, () -> visit.response()
                .write("chunk " + number + "\n")
                .onSuccess(written -> chunk(visit, number + 1, last, gap)));
    }
}
