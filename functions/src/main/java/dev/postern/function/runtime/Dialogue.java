package dev.postern.function.runtime;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.http.AnswerReader;
import dev.postern.function.runtime.Peers.Owner;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What is said between the gateway and one runtime: it asks for an event, is given one, answers, asks again. One event
 * at a time. Lives on one event loop.
 *
 * <p>An answer counts on the connection that fetched the event, on another of the same process (Java's runtime client
 * tells errors by one of its own), and, once that connection is closed, on any connection that was admitted here: some
 * runtimes make one for each call.
 */
final class Dialogue {

    /** Who is told; on the event loop. */
    interface Listener {
        /** An event is asked for: {@link #deliver} may be called. */
        void polled();

        /** The connection that asked is gone. */
        void pollLost();

        /** The runtime has answered, perhaps too late; the call is over. */
        void answered(Call call, Outcome outcome);

        /** The function cannot be started, says its runtime. */
        void initFailed(Outcome.Raised failure);
    }

    private static final int MAX_TRACE = 1024;

    private final RuntimeSettings settings;
    private final Listener listener;
    private HttpServerRequest parked;
    private Owner parkedOwner;
    private boolean everPolled;
    private Call current;
    private Owner fetcher;
    private HttpConnection fetched;
    private boolean fetchedClosed;
    private boolean answering;
    private String answered;

    Dialogue(RuntimeSettings settings, Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** {@code GET invocation/next}. */
    void next(HttpServerRequest request, Owner owner) {
        if (parked != null || current != null && !(fetchedClosed && !answering)) {
            reply(request, 403, "InvalidStateTransition", "an event was asked for before, or is not answered yet");
            return;
        }
        if (current != null) {
            over(ErrorPayload.of("Runtime.ExitError", current.id(), "Runtime asked for an event without an answer"));
        }
        everPolled = true;
        parked = request;
        parkedOwner = owner;
        listener.polled();
    }

    /** A connection of the runtime is gone. */
    void closed(HttpConnection connection) {
        if (fetched == connection) {
            fetchedClosed = true;
            everPolled = false;
        }
        if (parked != null && parked.connection() == connection) {
            everPolled = false;
            parked = null;
            listener.pollLost();
        }
    }

    /** Hands an event to the runtime that has asked. */
    void deliver(Call call) {
        HttpServerRequest request = parked;
        parked = null;
        current = call;
        fetcher = parkedOwner;
        fetched = request.connection();
        fetchedClosed = false;
        answering = false;
        HttpServerResponse response = request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Lambda-Runtime-Aws-Request-Id", call.id())
                .putHeader("Lambda-Runtime-Deadline-Ms", Long.toString(call.deadline()))
                .putHeader("Lambda-Runtime-Invoked-Function-Arn", settings.arn());
        String trace = call.invocation().trace();
        if (trace != null && isPlain(trace)) {
            response.putHeader("Lambda-Runtime-Trace-Id", trace);
        }
        response.end(call.invocation().event());
    }

    private static boolean isPlain(String text) {
        return text.length() <= MAX_TRACE && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    /** {@code POST invocation/ID/response} or {@code …/error}. */
    void answer(HttpServerRequest request, Owner owner, String id, boolean error) {
        if (current == null || !current.id().equals(id)) {
            if (id.equals(answered)) {
                reply(request, 403, "InvalidStateTransition", "this invocation is answered already");
            } else {
                reply(request, 400, "InvalidRequestID", "no such invocation is under way");
            }
        } else if (request.connection() != fetched && !owner.equals(fetcher) && !fetchedClosed) {
            reply(request, 403, "Forbidden", "another process fetched this event");
        } else if (answering) {
            reply(request, 403, "InvalidStateTransition", "this invocation is being answered already");
        } else {
            answering = true;
            Call call = current;
            BoundedBody.read(
                    request, settings.answerLimit(), body -> answered(request, call, body, error), () -> broken(call));
        }
    }

    private void broken(Call call) {
        if (current == call) {
            answering = false;
        }
    }

    private void answered(HttpServerRequest request, Call call, Buffer body, boolean error) {
        if (current != call) {
            reply(request, 400, "InvalidRequestID", "no such invocation is under way");
        } else if (body == null) {
            reply(request, 413, "RequestEntityTooLarge", "an answer has at most " + settings.answerLimit() + " bytes");
            over(new Failed(Fault.TOO_LARGE, "the answer is larger than " + settings.answerLimit() + " bytes"));
        } else {
            accept(request);
            over(outcome(request, body, error));
        }
    }

    private static Outcome outcome(HttpServerRequest request, Buffer body, boolean error) {
        if (error) {
            return ErrorPayload.read(body, request.getHeader("Lambda-Runtime-Function-Error-Type"));
        }
        String failed = TrailerWatch.trailer(request.connection(), "Lambda-Runtime-Function-Error-Type");
        if (failed == null) {
            Buffer payload = body.length() == 0 ? Buffer.buffer("null") : body;
            return AnswerReader.isJson(payload)
                    ? new Outcome.Returned(payload)
                    : new Failed(Fault.MALFORMED, "the answer is not JSON");
        }
        return ErrorPayload.read(
                errorBody(TrailerWatch.trailer(request.connection(), "Lambda-Runtime-Function-Error-Body")), failed);
    }

    private static Buffer errorBody(String base64) {
        try {
            return base64 == null
                    ? Buffer.buffer()
                    : Buffer.buffer(Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException notBase64) {
            return Buffer.buffer();
        }
    }

    private void over(Outcome outcome) {
        Call call = current;
        current = null;
        answered = call.id();
        listener.answered(call, outcome);
    }

    /** {@code POST init/error}. */
    void initError(HttpServerRequest request) {
        if (everPolled) {
            reply(request, 403, "InvalidStateTransition", "the function was started already");
            return;
        }
        BoundedBody.read(
                request,
                settings.answerLimit(),
                body -> {
                    accept(request);
                    listener.initFailed(ErrorPayload.read(
                            body == null ? Buffer.buffer() : body,
                            request.getHeader("Lambda-Runtime-Function-Error-Type")));
                },
                () -> {});
    }

    private static void accept(HttpServerRequest request) {
        request.response()
                .setStatusCode(202)
                .putHeader("Content-Type", "application/json")
                .end("{\"status\":\"OK\"}");
    }

    /** An error in the form that Lambda's own endpoint has. */
    static void reply(HttpServerRequest request, int status, String type, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("errorMessage", text)
                        .put("errorType", type)
                        .toBuffer());
    }
}
