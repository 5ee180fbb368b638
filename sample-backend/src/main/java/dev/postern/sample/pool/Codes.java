package dev.postern.sample.pool;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the six-digit codes and sends them to the outbox. */
final class Codes {

    private final SecureRandom random = new SecureRandom();
    private final Optional<String> fixed;
    private final Consumer<CodeDelivery> outbox;

    /** @param fixed the one code there is, for tests; empty for random ones */
    Codes(Optional<String> fixed, Consumer<CodeDelivery> outbox) {
        this.fixed = fixed;
        this.outbox = outbox;
    }

    /** Sends a new code to {@code destination} and returns it. */
    String send(PoolUser user, CodeDelivery.Purpose purpose, String medium, String destination) {
        String code = fixed.orElseGet(() -> String.format("%06d", random.nextInt(1_000_000)));
        outbox.accept(new CodeDelivery(user.username(), purpose, medium, destination, code));
        return code;
    }

    /** The destination as Cognito shows it: the end of a number, the first letters of an address. */
    static String masked(String destination) {
        int at = destination.indexOf('@');
        if (at > 0 && at + 1 < destination.length()) {
            return destination.charAt(0) + "***@" + destination.charAt(at + 1) + "***";
        }
        int shown = Math.max(0, destination.length() - 4);
        return "+" + "*".repeat(Math.max(0, shown - 1)) + destination.substring(shown);
    }
}
