package dev.postern.sample.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A user to put into the pool at its start, confirmed from the beginning.
 *
 * @param username as it will appear in {@code cognito:username}
 * @param password in the clear here; the pool keeps only a verifier of it
 * @param attributes standard and {@code custom:} attributes, values as text ({@code email_verified} is "true"/"false")
 * @param groups become {@code cognito:groups}
 * @param smsMfa whether signing in needs a code sent to {@code phone_number}, which must then be among the attributes
 */
public record NewUser(
        String username, String password, Map<String, String> attributes, List<String> groups, boolean smsMfa) {

    public NewUser {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        groups = List.copyOf(groups);
        if (smsMfa && !attributes.containsKey("phone_number")) {
            throw new IllegalArgumentException(username + " has SMS MFA but no phone_number to send the code to");
        }
    }

    /** John Doe of the demo, without MFA. */
    public static NewUser jdoe(String password) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("given_name", "John");
        attributes.put("family_name", "Doe");
        attributes.put("email", "jdoe@example.com");
        attributes.put("email_verified", "true");
        attributes.put("gender", "Male");
        attributes.put("phone_number", "+61491570156");
        attributes.put("phone_number_verified", "true");
        return new NewUser("jdoe", password, attributes, List.of("readers"), false);
    }

    /** The same user, asked for a code by SMS at every sign-in. */
    public NewUser withSmsMfa() {
        return new NewUser(username, password, attributes, groups, true);
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "NewUser[" + username + "]";
    }
}
