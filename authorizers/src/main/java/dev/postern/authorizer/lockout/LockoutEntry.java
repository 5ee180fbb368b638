package dev.postern.authorizer.lockout;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;

/**
 * One line of the deny list.
 *
 * @param claim which name of a credential it is about
 * @param value what the name must be, exactly; 1 to {@value #MAX_TEXT} characters
 * @param issuer whose credentials it is about; null for every issuer's
 * @param until when it ends; a token's own {@code exp} is enough, as it is refused afterwards anyway
 * @param note for people; null for none
 */
public record LockoutEntry(Claim claim, String value, String issuer, Instant until, String note) {

    /** Characters of a value, an issuer or a note, at most. */
    public static final int MAX_TEXT = 1024;

    /** What an entry can be about. */
    public enum Claim {
        /** A user, with all tokens. */
        SUB("sub"),
        /** One token. */
        JTI("jti"),
        /** All tokens of one Cognito sign-in, refreshed ones too. */
        ORIGIN_JTI("origin_jti"),
        /** An application, with all its users. */
        CLIENT_ID("client_id");

        private final String word;

        Claim(String word) {
            this.word = word;
        }

        /** As it is written in files and in JSON. */
        public String word() {
            return word;
        }

        /** All words, in order. */
        public static List<String> words() {
            return Arrays.stream(values()).map(Claim::word).toList();
        }
    }

    /** Reads an end: ISO 8601 with a zone, up to the year 9999; null for any other text. */
    public static Instant until(String text) {
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text);
            return moment.getYear() >= 1970 && moment.getYear() <= 9999 ? moment.toInstant() : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Whether it still counts. */
    public boolean isInForce(Instant now) {
        return now.isBefore(until);
    }

    /** Whether both are about the same credentials, whatever their end. */
    public boolean isAboutTheSame(LockoutEntry other) {
        return claim == other.claim
                && value.equals(other.value)
                && (issuer == null ? other.issuer == null : issuer.equals(other.issuer));
    }
}
