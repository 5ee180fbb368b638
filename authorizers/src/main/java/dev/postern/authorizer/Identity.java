package dev.postern.authorizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who the caller is: the only thing mapping may read about it. Immutable.
 *
 * @param principalId stable id of the caller (the {@code sub} of a token); null when an authorizer admits nobody in
 *     particular, as {@code open} does
 * @param context flat values the authorizer speaks for, such as {@code username}, {@code email} and {@code groups};
 *     each a String, Number or Boolean, of functions also null, and under profile http-api Lists and Maps; never holds
 *     {@code principalId}, which it cannot overwrite (SR-116)
 * @param claims the verified claims of a token with their JSON types (String, Number, Boolean, List, Map, null); empty
 *     when the credential was not a token
 * @param usageKey {@code usageIdentifierKey}: the API key on whose account the caller calls; null when there is none. A
 *     secret, which is never shown
 */
public record Identity(String principalId, Map<String, Object> context, Map<String, Object> claims, String usageKey) {

    /** Nobody: what an open route knows of its caller. */
    public static final Identity ANONYMOUS = new Identity(null, Map.of(), Map.of());

    /** Somebody without an API key. */
    public Identity(String principalId, Map<String, Object> context, Map<String, Object> claims) {
        this(principalId, context, claims, null);
    }

    public Identity {
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    /** Without the API key. */
    @Override
    public String toString() {
        return "Identity[principalId=" + principalId + ", context=" + context + ", claims=" + claims + "]";
    }
}
