package dev.postern.sample.nasty;

import io.vertx.core.buffer.Buffer;

/** One step of a misdeed. */
sealed interface Step {

    /** Sends these bytes. */
    record Send(Buffer bytes) implements Step {}

    /** Sends the same bytes many times over, as fast as the caller reads. */
    record Repeat(int times, Buffer bytes) implements Step {}

    /** Waits this many milliseconds. */
    record After(long millis) implements Step {}

    /** Waits until the whole request body has arrived (Content-Length or chunked). */
    record AwaitBody() implements Step {}

    /** Waits until the caller sends its next request on this connection. */
    record AwaitRequest() implements Step {}

    /** Never does anything again, but keeps the connection. */
    record Hang() implements Step {}

    /** Closes the connection in good order (FIN), after what was sent has left. */
    record Close() implements Step {}

    /** Resets the connection (RST). */
    record Reset() implements Step {}
}
