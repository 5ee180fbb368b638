package dev.postern.function.inprocess;

import dev.postern.function.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The error that Lambda's Java runtime makes of something thrown: the message, or the class where there is none; the
 * class; where it came from.
 */
final class Thrown {

    /** Frames of a stack trace. */
    private static final int MAX_FRAMES = 32;

    private Thrown() {}

    static Outcome.Raised raised(Throwable thrown) {
        String type = thrown.getClass().getName();
        String message = message(thrown, type);
        JsonArray trace = new JsonArray();
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
            trace.add(frames[i].toString());
        }
        JsonObject payload = new JsonObject()
                .put("errorMessage", message)
                .put("errorType", type)
                .put("stackTrace", trace);
        return new Outcome.Raised(type, message, payload.toBuffer());
    }

    /** An exception may throw when it is asked what it is about. */
    private static String message(Throwable thrown, String otherwise) {
        try {
            String message = thrown.getLocalizedMessage();
            return message == null ? otherwise : message;
        } catch (RuntimeException e) {
            return otherwise;
        }
    }
}
