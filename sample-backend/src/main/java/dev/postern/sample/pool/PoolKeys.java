package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one moment. As in Cognito one key signs ID tokens and another access tokens.
 *
 * @param id signs ID tokens
 * @param access signs access tokens
 * @param retired sign nothing any more but are still published
 */
record PoolKeys(SigningKey id, SigningKey access, List<SigningKey> retired) {

    /** Two new keys. Takes up to seconds. */
    static PoolKeys generate() {
        return new PoolKeys(
                SigningKey.generate(SigningKey.Algorithm.RS256),
                SigningKey.generate(SigningKey.Algorithm.RS256),
                List.of());
    }

    /** New keys in use, all the old ones still published. */
    PoolKeys rotated() {
        PoolKeys fresh = generate();
        List<SigningKey> old = new ArrayList<>(List.of(id, access));
        old.addAll(retired);
        return new PoolKeys(fresh.id, fresh.access, List.copyOf(old));
    }

    PoolKeys withoutRetired() {
        return new PoolKeys(id, access, List.of());
    }

    /** All published keys. */
    List<SigningKey> published() {
        List<SigningKey> keys = new ArrayList<>(List.of(id, access));
        keys.addAll(retired);
        return keys;
    }

    JsonObject keySet() {
        return TokenMint.keySet(published());
    }
}
