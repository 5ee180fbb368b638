package dev.postern.gateway.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/**
 * The application log: {@code logback.xml} sends it to standard error, one JSON object per line. A standard error that
 * nobody reads drops lines instead of holding up an event loop.
 */
public final class ApplicationLog {

    private static final String OWN = "dev.postern";

    private ApplicationLog() {}

    /**
     * Sets the level of Postern's own loggers ({@code log.level}). Libraries stay at {@code warn} or, when that is
     * stricter, at the same level: their debug output may show headers (SR-146).
     *
     * @param level {@code trace debug info warn error}; anything else is {@code info}
     */
    public static void level(String level) {
        Level own = Level.toLevel(level, Level.INFO);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(OWN).setLevel(own);
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(own.isGreaterOrEqual(Level.WARN) ? own : Level.WARN);
        }
    }

    /** Writes what still waits, for a second at most. The last thing a process does. */
    public static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
