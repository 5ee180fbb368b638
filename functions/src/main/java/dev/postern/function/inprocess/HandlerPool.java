package dev.postern.function.inprocess;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.http.AnswerReader;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Objects of one handler class, each used by one invocation at a time: Lambda promises that to a handler, and many keep
 * state in fields. Made when needed and kept for the next invocation; one whose invocation never ends is never used
 * again.
 */
final class HandlerPool {

    private final String function;
    private final HandlerClass handler;
    private final long answerLimit;
    private final ConcurrentLinkedDeque<Object> idle = new ConcurrentLinkedDeque<>();

    HandlerPool(String function, HandlerClass handler, long answerLimit) {
        this.function = function;
        this.handler = handler;
        this.answerLimit = answerLimit;
    }

    /** Makes the first object, as Lambda does before the first event. */
    void warm() throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(handler.type().getClassLoader());
        try {
            idle.push(handler.type().getConstructor().newInstance());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Calls the handler and waits for it. Everything it may do wrong is an outcome.
     *
     * @param deadlineNanos when nobody waits any more, as {@link System#nanoTime}
     */
    Outcome call(Buffer event, long deadlineNanos) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(handler.type().getClassLoader());
        try {
            Object free = idle.poll();
            Object object = free == null ? handler.type().getConstructor().newInstance() : free;
            Outcome outcome = call(object, event, deadlineNanos);
            idle.push(object);
            return outcome;
        } catch (InvocationTargetException e) {
            return Thrown.raised(e.getCause());
        } catch (ReflectiveOperationException e) {
            return Thrown.raised(e);
        } catch (Throwable thrown) {
            // A plug-in's code is not ours: an Error in it is its failure, not the gateway's.
            return Thrown.raised(thrown);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Outcome call(Object object, Buffer event, long deadlineNanos) throws ReflectiveOperationException {
        Object context = HandlerContext.of(handler.contextType(), function, deadlineNanos);
        try {
            if (handler.isStream()) {
                return stream(object, event, context);
            }
            Object taken = handler.objects().read(event, handler.eventType());
            Buffer answer = handler.objects().write(handler.method().invoke(object, taken, context));
            return answer.length() > answerLimit ? tooLarge() : new Outcome.Returned(answer);
        } catch (InvocationTargetException e) {
            return Thrown.raised(e.getCause());
        }
    }

    private Outcome stream(Object object, Buffer event, Object context) throws ReflectiveOperationException {
        try (BoundedAnswer answer = new BoundedAnswer(answerLimit)) {
            try {
                handler.method().invoke(object, new ByteArrayInputStream(event.getBytes()), answer, context);
            } catch (InvocationTargetException e) {
                return answer.isTooLarge() ? tooLarge() : Thrown.raised(e.getCause());
            }
            if (answer.isTooLarge()) {
                return tooLarge();
            }
            return AnswerReader.isJson(answer.payload())
                    ? new Outcome.Returned(answer.payload())
                    : new Outcome.Failed(Fault.MALFORMED, "the answer is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Outcome tooLarge() {
        return new Outcome.Failed(Fault.TOO_LARGE, "the answer has more than " + answerLimit + " bytes");
    }
}
