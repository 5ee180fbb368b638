package dev.postern.function.runtime;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads a request's body to its end, keeping no more than a limit. */
final class BoundedBody {

    /** How much beyond the limit is read and thrown away, so that the sender gets to see the 413. */
    private static final int MORE = 64 << 20;

    private BoundedBody() {}

    /**
     * @param whole gets the body, or null when it is longer than {@code limit} bytes; is not called when the connection
     *     breaks before the end
     * @param broken called instead of {@code whole} when the body will not end
     */
    static void read(HttpServerRequest request, int limit, Consumer<Buffer> whole, Runnable broken) {
        Buffer body = Buffer.buffer();
        long[] length = {0};
        request.handler(piece -> {
            length[0] += piece.length();
            if (length[0] <= limit) {
                body.appendBuffer(piece);
            } else if (length[0] > (long) limit + MORE) {
                request.connection().close();
            }
        });
        request.exceptionHandler(failure -> broken.run());
        request.endHandler(end -> whole.accept(length[0] <= limit ? body : null));
    }
}
