package dev.postern.authorizer;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * Where the gateways of a fleet remember together ({@code shared:}). What it gives back is what a gateway of this fleet
 * put there under the same name and binding, or nothing: the store behind it is not trusted (SR-155).
 *
 * <p>Implementations never block and never fail: a store that does not answer costs one bounded wait of at most 50 ms,
 * and none until it answers again.
 */
public interface SharedStore {

    /** What a look-up came to. */
    sealed interface Found {

        /** What was kept there. */
        record Kept(byte[] content) implements Found {}

        /** Nothing is there. */
        record Nothing() implements Found {}

        /** Something is there that is not believed. */
        record Fault() implements Found {}

        /** The store does not answer. */
        record Down() implements Found {}
    }

    /**
     * Looks up.
     *
     * @param name 32 bytes that show nothing of what they were made of, see {@link #name}
     * @param binding what the content belongs to besides its name; another binding is a fault
     */
    Future<Found> find(byte[] name, byte[] binding);

    /** Keeps content for a while; that it could not be kept is told to nobody but the log. */
    void keep(byte[] name, byte[] binding, byte[] content, Duration time);

    /** Turns a digest into a name: an HMAC under a key that only the fleet has (SR-112, SR-155). 32 bytes. */
    byte[] name(byte[] digest);
}
