package dev.postern.sample.pool;

/**
 * A code on its way to a user, in place of the SMS or mail that Cognito would send.
 *
 * @param username whose code it is
 * @param purpose what it is for
 * @param medium {@code SMS} or {@code EMAIL}
 * @param destination phone number or address, in full
 * @param code six digits
 */
public record CodeDelivery(String username, Purpose purpose, String medium, String destination, String code) {

    /** What a code proves. */
    public enum Purpose {
        /** The second factor of a sign-in. */
        SMS_MFA,
        /** That the person who signed up can be reached. */
        SIGN_UP
    }
}
