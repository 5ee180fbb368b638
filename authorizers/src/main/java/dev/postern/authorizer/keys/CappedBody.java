package dev.postern.authorizer.keys;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;

/** A response body that is given up while it is read, as soon as it has more bytes than it may (SR-63). */
final class CappedBody implements BodyCodec<Buffer>, BodyStream<Buffer> {

    private final int limit;
    private final Runnable overflow;
    private final Promise<Buffer> result = Promise.promise();
    private Buffer body = Buffer.buffer();

    /** @param overflow called once when there are too many bytes; expected to close the connection */
    CappedBody(int limit, Runnable overflow) {
        this.limit = limit;
        this.overflow = overflow;
    }

    @Override
    public BodyStream<Buffer> stream() {
        return this;
    }

    @Override
    public Future<Buffer> result() {
        return result.future();
    }

    @Override
    public Future<Void> write(Buffer data) {
        if (body == null || body.length() + data.length() > limit) {
            if (body != null) {
                body = null;
                overflow.run();
                result.tryFail("too large");
            }
            return Future.failedFuture("too large");
        }
        body.appendBuffer(data);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        if (body != null) {
            result.tryComplete(body);
        }
        return Future.succeededFuture();
    }

    @Override
    public void handle(Throwable failure) {
        result.tryFail(failure);
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
        return this;
    }
}
