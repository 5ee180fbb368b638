package dev.postern.sample.notes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;

/**
 * {@code /large?bytes=N[&chunked=true]} sends N bytes of {@link PatternBody} no faster than the caller reads, with a
 * Content-Length or chunked with the hash as the trailer {@code X-Sha256}; {@code /large/sha256?bytes=N} says what the
 * hash will be.
 */
final class LargeEndpoint implements Endpoint {

    private static final long MAX_BYTES = 16L << 30;
    /** Chunks written before other connections of the event loop get a turn. */
    private static final int TURN = 16;

    @Override
    public void serve(Visit visit) {
        Parameters parameters = Parameters.of(visit);
        long bytes = parameters.number("bytes", 1 << 20, MAX_BYTES);
        boolean chunked = parameters.flag("chunked");
        if (parameters.refused()) {
            return;
        }
        HttpServerResponse response = visit.response().putHeader("Content-Type", "application/octet-stream");
        if (chunked) {
            response.setChunked(true).putHeader("Trailer", "X-Sha256");
        } else {
            response.putHeader("Content-Length", Long.toString(bytes));
        }
        if (visit.request().method().name().equals("HEAD")) {
            response.end();
        } else {
            new Transfer(visit, bytes, chunked).run();
        }
    }

    /** The hash of what {@link #serve} would send. */
    void expect(Visit visit) {
        Parameters parameters = Parameters.of(visit);
        long bytes = parameters.number("bytes", 1 << 20, MAX_BYTES);
        if (!parameters.refused()) {
            visit.vertx()
                    .executeBlocking(() -> PatternBody.sha256(bytes), false)
                    .onSuccess(hash -> visit.answer(
                            200, new JsonObject().put("bytes", bytes).put("sha256", hash)));
        }
    }

    /** One body on its way out. */
    private static final class Transfer {

        private final Visit visit;
        private final HttpServerResponse response;
        private final boolean trailer;
        private final long total;
        private final java.security.MessageDigest digest = BodyDigest.newSha256();
        private long sent;

        Transfer(Visit visit, long total, boolean trailer) {
            this.visit = visit;
            this.response = visit.response();
            this.total = total;
            this.trailer = trailer;
        }

        void run() {
            for (int turn = 0; turn < TURN && sent < total; turn++) {
                if (visit.left() || response.closed()) {
                    return;
                }
                if (response.writeQueueFull()) {
                    response.drainHandler(drained -> {
                        // Once: it would be called at every later drain, too, and end the response twice.
                        response.drainHandler(null);
                        run();
                    });
                    return;
                }
                Buffer chunk = PatternBody.slice(sent, total - sent);
                if (trailer) {
                    digest.update(chunk.getBytes());
                }
                sent += chunk.length();
                response.write(chunk);
            }
            if (sent < total) {
                visit.vertx().runOnContext(next -> run());
                return;
            }
            if (trailer) {
                response.putTrailer("X-Sha256", HexFormat.of().formatHex(digest.digest()));
            }
            response.end();
        }
    }
}
