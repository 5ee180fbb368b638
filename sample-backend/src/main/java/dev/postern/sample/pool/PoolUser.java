package dev.postern.sample.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A user as the pool keeps it.
 *
 * @param username unique, as given at sign-up; case matters
 * @param sub the user's UUID, never reused
 * @param attributes in the order they were given, values as text
 * @param groups names only
 * @param verifier of the password
 * @param confirmed false between SignUp and ConfirmSignUp
 * @param smsMfa whether a sign-in needs a code
 */
record PoolUser(
        String username,
        String sub,
        Map<String, String> attributes,
        List<String> groups,
        SrpVerifier verifier,
        boolean confirmed,
        boolean smsMfa) {

    PoolUser {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The user after its code arrived back: confirmed, and the address the code went to verified. */
    PoolUser confirmedBy(String attribute) {
        Map<String, String> verified = new LinkedHashMap<>(attributes);
        if (attributes.containsKey(attribute)) {
            verified.put(attribute + "_verified", "true");
        }
        return new PoolUser(username, sub, verified, groups, verifier, true, smsMfa);
    }
}
