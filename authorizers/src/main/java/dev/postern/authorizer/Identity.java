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
 *     each a String, Number or Boolean; never holds {@code principalId}, which it cannot overwrite (SR-116)
 * @param claims the verified claims of a token with their JSON types (String, Number, Boolean, List, Map, null); empty
 *     when the credential was not a token
 */
public record Identity(String principalId, Map<String, Object> context, Map<String, Object> claims) {

    /** Nobody: what an open route knows of its caller. */
    public static final Identity ANONYMOUS = new Identity(null, Map.of(), Map.of());

    public Identity {
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }
}
