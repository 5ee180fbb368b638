package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The second step of a sign-in with MFA: a code by SMS. Three wrong codes, or three minutes, end the session. */
final class SmsChallenge {

    private static final Duration LIFETIME = Duration.ofMinutes(3);
    private static final int ATTEMPTS = 3;
    private static final int MOST_PENDING = 10_000;

    private record Pending(String username, String code, AtomicInteger attempts) {}

    private final UserDirectory users;
    private final Codes codes;
    private final TokenDesk desk;
    private final TokenStore<Pending> sessions = new TokenStore<>(MOST_PENDING);

    SmsChallenge(UserDirectory users, Codes codes, TokenDesk desk) {
        this.users = users;
        this.codes = codes;
        this.desk = desk;
    }

    /** Sends the code and asks for it. */
    Reply ask(PoolUser user) {
        String number = user.attributes().getOrDefault("phone_number", "");
        String code = codes.send(user, CodeDelivery.Purpose.SMS_MFA, "SMS", number);
        Pending pending = new Pending(user.username(), code, new AtomicInteger());
        return new Reply.Success(new JsonObject()
                .put("ChallengeName", "SMS_MFA")
                .put("Session", sessions.put(pending, desk.now().plus(LIFETIME)))
                .put(
                        "ChallengeParameters",
                        new JsonObject()
                                .put("CODE_DELIVERY_DELIVERY_MEDIUM", "SMS")
                                .put("CODE_DELIVERY_DESTINATION", Codes.masked(number))
                                .put("USER_ID_FOR_SRP", user.username())));
    }

    /** Takes the code. */
    Reply answer(String session, Fields responses) {
        String username = responses.text("USERNAME");
        String code = responses.text("SMS_MFA_CODE");
        if (username.isEmpty() || code.isEmpty()) {
            return Reply.Refusal.missing(username.isEmpty() ? "USERNAME" : "SMS_MFA_CODE");
        }
        TokenStore.Kept<Pending> entry = sessions.find(session).orElse(null);
        if (entry == null || !entry.value().username().equals(username)) {
            return invalid("Invalid session for the user.");
        }
        if (entry.expired(desk.now())) {
            sessions.take(session);
            return invalid("Invalid session for the user, session is expired.");
        }
        if (entry.value().attempts().incrementAndGet() > ATTEMPTS) {
            sessions.take(session);
            return invalid("Invalid session for the user.");
        }
        if (!MessageDigest.isEqual(bytes(code), bytes(entry.value().code()))) {
            return new Reply.Refusal(ErrorType.CodeMismatchException, "Invalid code received for user");
        }
        if (sessions.take(session).isEmpty()) {
            return invalid("Invalid session for the user.");
        }
        return users.find(username).map(desk::admit).orElseGet(Reply.Refusal::wrongPassword);
    }

    private static Reply invalid(String message) {
        return new Reply.Refusal(ErrorType.NotAuthorizedException, message);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
