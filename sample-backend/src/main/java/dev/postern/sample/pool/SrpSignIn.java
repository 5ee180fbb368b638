package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * USER_SRP_AUTH and its PASSWORD_VERIFIER challenge. A challenge is good for one answer and three minutes. Refuses a
 * public value that is 0 mod N (RFC 5054 section 2.5.4), which would make the key independent of the password.
 */
final class SrpSignIn {

    private static final Duration LIFETIME = Duration.ofMinutes(3);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);
    private static final int MOST_PENDING = 10_000;
    private static final int SECRET_BITS = 256;
    /** Cognito's own: the day is not padded, and the proof is over the text in this very form. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.US);

    private record Pending(String username, byte[] key) {}

    private final UserDirectory users;
    private final Threshold threshold;
    private final TokenDesk desk;
    private final TokenStore<Pending> challenges = new TokenStore<>(MOST_PENDING);
    private final SecureRandom random = new SecureRandom();

    SrpSignIn(UserDirectory users, Threshold threshold, TokenDesk desk) {
        this.users = users;
        this.threshold = threshold;
        this.desk = desk;
    }

    /** The first message: USERNAME and SRP_A. An unknown user gets a challenge that no password answers. */
    Reply begin(Fields parameters) {
        String username = parameters.text("USERNAME");
        String hex = parameters.text("SRP_A");
        if (username.isEmpty() || hex.isEmpty()) {
            return Reply.Refusal.missing(username.isEmpty() ? "USERNAME" : "SRP_A");
        }
        if (!hex.matches("[0-9a-fA-F]{1,1024}")) {
            return new Reply.Refusal(ErrorType.InvalidParameterException, "SRP_A must be a hexadecimal number.");
        }
        BigInteger clientPublic = new BigInteger(hex, 16);
        if (clientPublic.mod(SrpGroup.N).signum() == 0) {
            return new Reply.Refusal(ErrorType.InvalidParameterException, "SRP_A must not be 0 modulo N.");
        }
        if (threshold.isOpenlyUnknown(username)) {
            return threshold.openlyUnknown();
        }
        return challenge(username, users.verifier(username), clientPublic);
    }

    private Reply challenge(String username, SrpVerifier verifier, BigInteger clientPublic) {
        BigInteger secret;
        BigInteger serverPublic;
        BigInteger scramble;
        do {
            secret = new BigInteger(SECRET_BITS, random).setBit(SECRET_BITS - 1);
            serverPublic = SrpGroup.K
                    .multiply(verifier.verifier())
                    .add(SrpGroup.G.modPow(secret, SrpGroup.N))
                    .mod(SrpGroup.N);
            scramble = SrpGroup.scramble(clientPublic, serverPublic);
        } while (serverPublic.signum() == 0 || scramble.signum() == 0);
        BigInteger shared = clientPublic
                .multiply(verifier.verifier().modPow(scramble, SrpGroup.N))
                .modPow(secret, SrpGroup.N);
        Pending pending = new Pending(username, SrpGroup.deriveKey(shared, scramble));
        return Threshold.challenge(
                "PASSWORD_VERIFIER",
                new JsonObject()
                        .put("SALT", verifier.salt().toString(16))
                        .put("SECRET_BLOCK", challenges.put(pending, desk.now().plus(LIFETIME)))
                        .put("SRP_B", serverPublic.toString(16))
                        .put("USERNAME", username)
                        .put("USER_ID_FOR_SRP", username));
    }

    /** The second message. Every way of being wrong but a malformed or stale timestamp is answered alike. */
    Reply verify(Fields responses) {
        for (String name :
                new String[] {"USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"}) {
            if (responses.text(name).isEmpty()) {
                return Reply.Refusal.missing(name);
            }
        }
        Optional<Instant> time = timestamp(responses.text("TIMESTAMP"));
        if (time.isEmpty()) {
            return new Reply.Refusal(
                    ErrorType.InvalidParameterException,
                    "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
        }
        String block = responses.text("PASSWORD_CLAIM_SECRET_BLOCK");
        TokenStore.Kept<Pending> challenge = challenges.take(block).orElse(null);
        Instant now = desk.now();
        if (Duration.between(time.get(), now).abs().compareTo(CLOCK_DIFFERENCE) > 0) {
            return new Reply.Refusal(
                    ErrorType.NotAuthorizedException, "TIMESTAMP is more than 5 minutes from the time of the pool.");
        }
        if (challenge == null || challenge.expired(now)) {
            return Reply.Refusal.wrongPassword();
        }
        String username = challenge.value().username();
        byte[] expected = SrpGroup.proof(
                challenge.value().key(),
                users.poolName(),
                username,
                Base64.getDecoder().decode(challenge.token()),
                TIMESTAMP.format(time.get().atOffset(ZoneOffset.UTC)));
        boolean proven = MessageDigest.isEqual(expected, decoded(responses.text("PASSWORD_CLAIM_SIGNATURE")));
        if (!proven || !username.equals(responses.text("USERNAME"))) {
            return Reply.Refusal.wrongPassword();
        }
        return threshold.cross(username);
    }

    private static Optional<Instant> timestamp(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIMESTAMP).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }
}
