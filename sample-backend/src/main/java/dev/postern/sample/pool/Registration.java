package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SignUp, ConfirmSignUp and ResendConfirmationCode. A confirmation code lives a day and dies at its fifth wrong guess.
 */
final class Registration {

    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final int ATTEMPTS = 5;

    private record Pending(String code, String attribute, Instant expiry, AtomicInteger attempts) {}

    private final String clientId;
    private final UserDirectory users;
    private final Codes codes;
    private final TokenDesk desk;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();

    Registration(String clientId, UserDirectory users, Codes codes, TokenDesk desk) {
        this.clientId = clientId;
        this.users = users;
        this.codes = codes;
        this.desk = desk;
    }

    Reply signUp(Fields input) {
        String username = input.text("Username");
        String password = input.text("Password");
        SignUpAttributes attributes = SignUpAttributes.read(input);
        return ClientCheck.refusal(clientId, input)
                .or(attributes::refusal)
                .orElseGet(() -> username.matches("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{1,128}")
                        ? PasswordPolicy.refusal(password)
                                .orElseGet(() -> register(username, password, attributes.values()))
                        : new Reply.Refusal(
                                ErrorType.InvalidParameterException,
                                "Username must be 1 to 128 letters, digits, symbols and punctuation marks."));
    }

    private Reply register(String username, String password, Map<String, String> attributes) {
        NewUser newUser = new NewUser(username, password, attributes, List.of(), false);
        PoolUser user = users.add(newUser, false).orElse(null);
        if (user == null) {
            return new Reply.Refusal(ErrorType.UsernameExistsException, "User already exists");
        }
        JsonObject answer = new JsonObject().put("UserConfirmed", false).put("UserSub", user.sub());
        return new Reply.Success(answer.mergeIn(sendCode(user)));
    }

    Reply confirm(Fields input) {
        return ClientCheck.refusal(clientId, input)
                .orElseGet(() -> confirm(input.text("Username"), input.text("ConfirmationCode")));
    }

    private Reply confirm(String username, String code) {
        if (username.isEmpty() || code.isEmpty()) {
            return Reply.Refusal.missing(username.isEmpty() ? "Username" : "ConfirmationCode");
        }
        PoolUser user = users.find(username).orElse(null);
        if (user != null && user.confirmed()) {
            return new Reply.Refusal(
                    ErrorType.NotAuthorizedException, "User cannot be confirmed. Current status is CONFIRMED");
        }
        Pending waiting = pending.get(username);
        if (user == null || waiting == null || !desk.now().isBefore(waiting.expiry())) {
            return new Reply.Refusal(
                    ErrorType.ExpiredCodeException, "Invalid code provided, please request a code again.");
        }
        if (waiting.attempts().incrementAndGet() > ATTEMPTS) {
            return new Reply.Refusal(
                    ErrorType.TooManyFailedAttemptsException, "Too many failed attempts, please request a code again.");
        }
        if (!MessageDigest.isEqual(bytes(code), bytes(waiting.code()))) {
            return new Reply.Refusal(
                    ErrorType.CodeMismatchException, "Invalid verification code provided, please try again.");
        }
        pending.remove(username, waiting);
        users.replace(user.confirmedBy(waiting.attribute()));
        return new Reply.Success(new JsonObject());
    }

    Reply resend(Fields input) {
        return ClientCheck.refusal(clientId, input).orElseGet(() -> users.find(input.text("Username"))
                .<Reply>map(user -> user.confirmed()
                        ? new Reply.Refusal(ErrorType.InvalidParameterException, "User is already confirmed.")
                        : new Reply.Success(sendCode(user)))
                .orElseGet(() -> new Reply.Refusal(
                        ErrorType.UserNotFoundException, "Username/client id combination not found.")));
    }

    /** Sends a code to the mail address, or else the phone; without either there is nobody to tell. */
    private JsonObject sendCode(PoolUser user) {
        String attribute = user.attributes().containsKey("email") ? "email" : "phone_number";
        String destination = user.attributes().get(attribute);
        if (destination == null) {
            return new JsonObject();
        }
        String medium = attribute.equals("email") ? "EMAIL" : "SMS";
        String code = codes.send(user, CodeDelivery.Purpose.SIGN_UP, medium, destination);
        Instant expiry = desk.now().plus(LIFETIME);
        pending.put(user.username(), new Pending(code, attribute, expiry, new AtomicInteger()));
        JsonObject details = new JsonObject()
                .put("AttributeName", attribute)
                .put("DeliveryMedium", medium)
                .put("Destination", Codes.masked(destination));
        return new JsonObject().put("CodeDeliveryDetails", details);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
