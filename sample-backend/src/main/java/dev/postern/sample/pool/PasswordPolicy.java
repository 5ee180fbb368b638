package dev.postern.sample.pool;

import java.util.Optional;

/** Cognito's default password policy: eight characters and one of each kind. */
final class PasswordPolicy {

    private static final int LEAST = 8;
    private static final int MOST = 256;
    private static final String SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ";

    private PasswordPolicy() {}

    /** Why {@code password} is refused; empty when it is good. */
    static Optional<Reply> refusal(String password) {
        if (password.length() < LEAST) {
            return refused("Password not long enough");
        }
        if (password.length() > MOST) {
            return refused("Password too long");
        }
        if (password.chars().noneMatch(Character::isUpperCase)) {
            return refused("Password must have uppercase characters");
        }
        if (password.chars().noneMatch(Character::isLowerCase)) {
            return refused("Password must have lowercase characters");
        }
        if (password.chars().noneMatch(Character::isDigit)) {
            return refused("Password must have numeric characters");
        }
        if (password.chars().noneMatch(character -> SYMBOLS.indexOf(character) >= 0)) {
            return refused("Password must have symbol characters");
        }
        return Optional.empty();
    }

    private static Optional<Reply> refused(String reason) {
        return Optional.of(new Reply.Refusal(
                ErrorType.InvalidPasswordException, "Password did not conform with policy: " + reason));
    }
}
