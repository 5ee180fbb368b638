package dev.postern.sample.pool;

import java.util.Optional;

/** Every action that names an app client must name the pool's. */
final class ClientCheck {

    private ClientCheck() {}

    /** Why the client that {@code input} names is refused; empty for the right one. */
    static Optional<Reply> refusal(String clientId, Fields input) {
        String given = input.text("ClientId");
        if (given.equals(clientId)) {
            return Optional.empty();
        }
        if (!given.matches("[\\w+]{1,128}")) {
            return Optional.of(new Reply.Refusal(
                    ErrorType.InvalidParameterException,
                    "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must satisfy"
                            + " regular expression pattern: [\\w+]+"));
        }
        return Optional.of(new Reply.Refusal(
                ErrorType.ResourceNotFoundException, "User pool client " + given + " does not exist."));
    }
}
