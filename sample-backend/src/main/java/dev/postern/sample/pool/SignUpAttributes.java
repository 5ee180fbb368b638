package dev.postern.sample.pool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes a stranger may give themselves at sign-up: the standard ones of OpenID Connect Core section 5.1 that
 * Cognito lets clients write, and {@code custom:} ones. Not {@code sub}, not {@code email_verified}, nothing that a
 * token's reader would take for the pool's word.
 *
 * @param values name to value, in the order given
 * @param refusal why they cannot be taken; the values are then empty
 */
record SignUpAttributes(Map<String, String> values, Optional<Reply> refusal) {

    private static final int MOST_CHARACTERS = 2048;
    private static final Set<String> WRITABLE = Set.of(
            "address",
            "birthdate",
            "email",
            "family_name",
            "gender",
            "given_name",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "phone_number",
            "picture",
            "preferred_username",
            "profile",
            "updated_at",
            "website",
            "zoneinfo");

    static SignUpAttributes read(Fields input) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Fields attribute : input.objects("UserAttributes")) {
            String name = attribute.text("Name");
            String value = attribute.text("Value");
            if (!WRITABLE.contains(name) && !name.matches("custom:[\\w-]{1,20}")) {
                return refused(ErrorType.NotAuthorizedException, "A client attempted to write unauthorized attribute");
            }
            if (value.length() > MOST_CHARACTERS) {
                return refused(ErrorType.InvalidParameterException, "Value of " + name + " is too long.");
            }
            if (name.equals("email") && !value.matches("[^@\\s]+@[^@\\s]+")) {
                return refused(ErrorType.InvalidParameterException, "Invalid email address format.");
            }
            if (name.equals("phone_number") && !value.matches("\\+[0-9]{5,15}")) {
                return refused(ErrorType.InvalidParameterException, "Invalid phone number format.");
            }
            values.put(name, value);
        }
        return new SignUpAttributes(values, Optional.empty());
    }

    private static SignUpAttributes refused(ErrorType type, String message) {
        return new SignUpAttributes(Map.of(), Optional.of(new Reply.Refusal(type, message)));
    }
}
