package dev.postern.function;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * One call of a function.
 *
 * @param event the event, JSON in UTF-8
 * @param patience how long an answer is waited for, more than zero; the function learns of it as its deadline
 * @param trace an X-Ray trace header ({@code X-Amzn-Trace-Id}) to hand on, or null
 */
public record Invocation(Buffer event, Duration patience, String trace) {}
