package dev.postern.sample.pool;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** What a user who has signed in can ask: GetUser, GlobalSignOut; and RevokeToken, for whoever holds the token. */
final class Account {

    private final String clientId;
    private final AccessTokens tokens;
    private final TokenDesk desk;

    Account(String clientId, AccessTokens tokens, TokenDesk desk) {
        this.clientId = clientId;
        this.tokens = tokens;
        this.desk = desk;
    }

    Reply getUser(Fields input) {
        return asHolder(input, holder -> new Reply.Success(describe(holder.user())));
    }

    Reply globalSignOut(Fields input) {
        return asHolder(input, holder -> {
            desk.signOutEverywhere(holder.user(), holder.originJti());
            return new Reply.Success(new JsonObject());
        });
    }

    Reply revokeToken(Fields input) {
        return ClientCheck.refusal(clientId, input).orElseGet(() -> {
            String token = input.text("Token");
            if (token.isEmpty()) {
                return Reply.Refusal.missing("Token");
            }
            desk.revokeRefreshToken(token);
            return new Reply.Success(new JsonObject());
        });
    }

    private Reply asHolder(Fields input, Function<AccessTokens.Holder.Known, Reply> action) {
        AccessTokens.Holder holder = tokens.holder(input.text("AccessToken"));
        if (holder instanceof AccessTokens.Holder.Known known) {
            return action.apply(known);
        }
        return ((AccessTokens.Holder.Unknown) holder).refusal();
    }

    private static JsonObject describe(PoolUser user) {
        JsonArray attributes = new JsonArray().add(attribute("sub", user.sub()));
        user.attributes().forEach((name, value) -> attributes.add(attribute(name, value)));
        JsonObject description =
                new JsonObject().put("UserAttributes", attributes).put("Username", user.username());
        if (user.smsMfa()) {
            description
                    .put("UserMFASettingList", new JsonArray().add("SMS_MFA"))
                    .put("PreferredMfaSetting", "SMS_MFA");
        }
        return description;
    }

    private static JsonObject attribute(String name, String value) {
        return new JsonObject().put("Name", name).put("Value", value);
    }
}
