package dev.postern.authorizer.keys;

import java.time.Duration;

/**
 * Sizes and times of fetching keys. The configuration cannot change them; tests can.
 *
 * @param connectTimeout until a connection is open
 * @param totalTimeout for one document, from the first packet to the last byte
 * @param documentBytes of one document (API Gateway: 150,000 for a JWKS)
 * @param keys in one document
 * @param minRefresh shortest time from a successful fetch to the next, whatever {@code max-age} says
 * @param maxRefresh longest such time
 * @param maxStale age at which keys stop counting when every refresh has failed since (SR-103)
 * @param unknownKeyPause time between two fetches caused by unknown {@code kid}s (SR-100)
 * @param unknownKeyWait how long a request with an unknown {@code kid} waits for such a fetch
 * @param unknownKeyWaiters how many requests may wait at once; the next are answered at once
 * @param firstRetry pause after the first failure; doubles with each further one
 * @param maxRetry longest pause between retries, which never end
 * @param filePoll time between two looks at a file
 */
public record KeyLimits(
        Duration connectTimeout,
        Duration totalTimeout,
        int documentBytes,
        int keys,
        Duration minRefresh,
        Duration maxRefresh,
        Duration maxStale,
        Duration unknownKeyPause,
        Duration unknownKeyWait,
        int unknownKeyWaiters,
        Duration firstRetry,
        Duration maxRetry,
        Duration filePoll) {

    /** What the gateway runs with. */
    public static final KeyLimits DEFAULT = new KeyLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            150_000,
            100,
            Duration.ofMinutes(5),
            Duration.ofHours(24),
            Duration.ofHours(24),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            1_000,
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2));
}
