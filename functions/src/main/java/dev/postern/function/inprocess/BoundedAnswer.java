package dev.postern.function.inprocess;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;

/** What a stream handler writes, up to a limit; past it writing fails. */
final class BoundedAnswer extends OutputStream {

    private final long limit;
    private final Buffer bytes = Buffer.buffer();
    private boolean tooLarge;

    BoundedAnswer(long limit) {
        this.limit = limit;
    }

    boolean isTooLarge() {
        return tooLarge;
    }

    /** The text {@code null} when nothing was written. */
    Buffer payload() {
        return bytes.length() == 0 ? Buffer.buffer("null") : bytes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
        if (bytes.length() + (long) length > limit) {
            tooLarge = true;
            throw new IOException("the answer is larger than " + limit + " bytes");
        }
        bytes.appendBytes(b, offset, length);
    }
}
