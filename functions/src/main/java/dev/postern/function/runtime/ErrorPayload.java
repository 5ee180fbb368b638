package dev.postern.function.runtime;

import dev.postern.function.Outcome;
import dev.postern.function.http.AnswerReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The JSON by which runtimes tell errors: {@code {"errorMessage", "errorType", "stackTrace"}}. */
final class ErrorPayload {

    private ErrorPayload() {}

    /** An error that the gateway tells for the function, with {@code RequestId:} in front as Lambda does. */
    static Outcome.Raised of(String type, String requestId, String text) {
        String message = requestId == null ? text : "RequestId: " + requestId + " Error: " + text;
        Buffer payload = new JsonObject()
                .put("errorType", type)
                .put("errorMessage", message)
                .toBuffer();
        return new Outcome.Raised(type, message, payload);
    }

    /**
     * Reads what a runtime posted. What cannot be read is an error nonetheless, with an empty message.
     *
     * @param header {@code Lambda-Runtime-Function-Error-Type}, which stands in where the payload has no type; may be
     *     null
     */
    static Outcome.Raised read(Buffer payload, String header) {
        Outcome.Raised read = AnswerReader.raised(payload);
        return read.type().isEmpty() && header != null ? new Outcome.Raised(header, read.message(), payload) : read;
    }
}
