package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** What happens once a password is proven, however it was: confirmed users get their tokens, or are asked for a code. */
final class Threshold {

    private final UserDirectory users;
    private final SmsChallenge sms;
    private final TokenDesk desk;
    private final boolean hideUnknownUsers;

    /** @param hideUnknownUsers whether an unknown user looks like a wrong password */
    Threshold(UserDirectory users, SmsChallenge sms, TokenDesk desk, boolean hideUnknownUsers) {
        this.users = users;
        this.sms = sms;
        this.desk = desk;
        this.hideUnknownUsers = hideUnknownUsers;
    }

    /** Whether {@code username} may be told apart from a known user, and is to be. */
    boolean isOpenlyUnknown(String username) {
        return !hideUnknownUsers && users.find(username).isEmpty();
    }

    Reply openlyUnknown() {
        return new Reply.Refusal(ErrorType.UserNotFoundException, "User does not exist.");
    }

    /** The way in for {@code username}, whose password has been proven. */
    Reply cross(String username) {
        return users.find(username).map(welcome()).orElseGet(Reply.Refusal::wrongPassword);
    }

    private Function<PoolUser, Reply> welcome() {
        return user -> {
            if (!user.confirmed()) {
                return new Reply.Refusal(ErrorType.UserNotConfirmedException, "User is not confirmed.");
            }
            return user.smsMfa() ? sms.ask(user) : desk.admit(user);
        };
    }

    /** A challenge of the SRP flow as an answer. */
    static Reply challenge(String name, JsonObject parameters) {
        return new Reply.Success(new JsonObject().put("ChallengeName", name).put("ChallengeParameters", parameters));
    }
}
