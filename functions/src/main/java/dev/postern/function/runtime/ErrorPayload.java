package dev.postern.function.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.postern.function.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** The JSON by which runtimes tell errors: {@code {"errorMessage", "errorType", "stackTrace"}}. */
final class ErrorPayload {

    private static final JsonFactory JSON = new JsonFactory();

    private ErrorPayload() {}

    /** An error that the gateway tells for the function, with {@code RequestId:} in front as Lambda does (§ Invoke). */
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
        String type = null;
        String message = "";
        try (JsonParser parser = JSON.createParser(payload.getBytes())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (value == JsonToken.VALUE_STRING && name.equals("errorType")) {
                        type = parser.getText();
                    } else if (value == JsonToken.VALUE_STRING && name.equals("errorMessage")) {
                        message = parser.getText();
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        } catch (IOException notJson) {
            message = "";
        }
        if (type == null) {
            type = header == null ? "" : header;
        }
        return new Outcome.Raised(type, message, payload);
    }
}
