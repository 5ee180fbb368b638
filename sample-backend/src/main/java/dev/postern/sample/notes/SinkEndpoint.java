package dev.postern.sample.notes;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * {@code /sink} reads a body of any size and answers its length and SHA-256. {@code stall=MS} reads nothing at first;
 * {@code gap=MS} pauses that long after every {@code every=BYTES} (default 1 MiB), so that the sender feels it.
 */
final class SinkEndpoint implements Endpoint {

    private static final long MAX_PAUSE_MS = 600_000;

    @Override
    public void serve(Visit visit) {
        Parameters parameters = Parameters.of(visit);
        long stall = parameters.number("stall", 0, MAX_PAUSE_MS);
        long gap = parameters.number("gap", 0, MAX_PAUSE_MS);
        long every = Math.max(1, parameters.number("every", 1 << 20, 1L << 40));
        if (parameters.refused()) {
            return;
        }
        HttpServerRequest request = visit.request();
        BodyDigest digest = new BodyDigest(0);
        request.handler(chunk -> {
            long before = digest.length() / every;
            digest.add(chunk);
            if (gap > 0 && digest.length() / every > before) {
                request.pause();
                visit.after(gap, request::resume);
            }
        });
        request.endHandler(ended -> visit.answer(
                200, new JsonObject().put("length", digest.length()).put("sha256", digest.sha256())));
        if (stall > 0) {
            request.pause();
            visit.after(stall, request::resume);
        }
    }
}
