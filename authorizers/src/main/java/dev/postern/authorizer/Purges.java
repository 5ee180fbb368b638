package dev.postern.authorizer;

import java.util.function.LongSupplier;

/**
 * When remembered decisions were last declared void. Every purge of an authorizer, or of all, gives it a higher epoch;
 * a remembered decision counts only while no purge came after the moment it began to be made. So a purge costs nothing
 * but a number, reaches decisions that are still under way, and doing it twice is doing it once more (SR-119).
 */
public interface Purges {

    /** Nothing is ever purged. For {@code check}, {@code explain} and tests. */
    Purges NONE = authorizer -> () -> 0;

    /**
     * The epoch of one authorizer's decisions. The handle is fetched once, at creation; it is safe from every thread,
     * never goes back and looks nothing up.
     */
    LongSupplier epoch(String authorizer);
}
