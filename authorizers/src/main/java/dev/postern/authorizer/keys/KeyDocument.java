package dev.postern.authorizer.keys;

import dev.postern.authorizer.token.SignatureAlgorithm;
import dev.postern.authorizer.token.StrictJson;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON Web Key Set (RFC 7517 section 5), read and filtered. Refused as a whole are a document that is not one strict
 * JSON object with a {@code keys} array, one with too many keys, and one without a usable key. Keys that
 * {@link PublicKeys} refuses are dropped, and so are all keys that share a {@code kid} (SR-83): which of them a token
 * means would be chance.
 *
 * @param keys usable keys by {@code kid}; empty when there is a problem
 * @param dropped one line for each key that was left out: its place and why
 * @param problem why the document was refused; null when it was not
 */
public record KeyDocument(Map<String, VerificationKey> keys, List<String> dropped, String problem) {

    /**
     * Reads a document.
     *
     * @param text the document, its size already bounded
     * @param algorithms what keys may be used for
     * @param maxKeys how many keys it may hold, usable or not
     */
    public static KeyDocument read(Vertx vertx, String text, Set<SignatureAlgorithm> algorithms, int maxKeys) {
        Map<String, Object> document = StrictJson.object(text);
        if (document == null) {
            return refused("is not a JSON object without duplicate members", List.of());
        }
        if (!(document.get("keys") instanceof List<?> list)) {
            return refused("has no 'keys' array", List.of());
        }
        if (list.size() > maxKeys) {
            return refused("has more than " + maxKeys + " keys", List.of());
        }
        Map<String, VerificationKey> keys = new LinkedHashMap<>();
        Set<String> shared = new LinkedHashSet<>();
        List<String> dropped = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            PublicKeys.Reading reading = PublicKeys.read(vertx, list.get(i), algorithms);
            if (reading.key() == null) {
                dropped.add("key " + i + ": " + reading.problem());
            } else if (keys.putIfAbsent(reading.keyId(), reading.key()) != null) {
                shared.add(reading.keyId());
            }
        }
        for (String keyId : shared) {
            keys.remove(keyId);
            dropped.add("several keys have one kid");
        }
        return keys.isEmpty()
                ? refused("has no usable key" + (dropped.isEmpty() ? "" : " (" + dropped.get(0) + ")"), dropped)
                : new KeyDocument(keys, List.copyOf(dropped), null);
    }

    private static KeyDocument refused(String problem, List<String> dropped) {
        return new KeyDocument(Map.of(), List.copyOf(dropped), problem);
    }
}
