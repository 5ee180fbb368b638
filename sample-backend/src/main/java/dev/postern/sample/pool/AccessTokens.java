package dev.postern.sample.pool;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/** Recognizes the pool's own access tokens where an action is done in their holder's name. */
final class AccessTokens {

    /** Who holds a token. */
    sealed interface Holder {

        record Known(PoolUser user, String originJti) implements Holder {}

        record Unknown(Reply.Refusal refusal) implements Holder {}
    }

    private final Supplier<PoolKeys> keys;
    private final TokenClaims claims;
    private final UserDirectory users;
    private final TokenDesk desk;

    AccessTokens(Supplier<PoolKeys> keys, TokenClaims claims, UserDirectory users, TokenDesk desk) {
        this.keys = keys;
        this.claims = claims;
        this.users = users;
        this.desk = desk;
    }

    Holder holder(String token) {
        Fields payload = payload(token);
        if (!payload.text("token_use").equals("access") || !payload.text("iss").equals(claims.issuer())) {
            return unknown("Invalid Access Token");
        }
        if (payload.json().getLong("exp") <= desk.now().getEpochSecond()) {
            return unknown("Access Token has expired");
        }
        String originJti = payload.text("origin_jti");
        if (desk.isRevoked(originJti)) {
            return unknown("Access Token has been revoked");
        }
        return users.find(payload.text("username"))
                .<Holder>map(user -> new Holder.Known(user, originJti))
                .orElseGet(() -> unknown("Invalid Access Token"));
    }

    /** The claims of a token one of our keys signed; otherwise nothing. */
    private Fields payload(String token) {
        String[] parts = token.split("\\.", -1);
        Fields nothing = new Fields(new JsonObject());
        if (parts.length != 3) {
            return nothing;
        }
        try {
            byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            boolean ours = keys.get().published().stream().anyMatch(key -> key.verifies(signed, signature));
            return ours
                    ? new Fields(new JsonObject(io.vertx.core.buffer.Buffer.buffer(
                            Base64.getUrlDecoder().decode(parts[1]))))
                    : nothing;
        } catch (IllegalArgumentException | DecodeException malformed) {
            return nothing;
        }
    }

    private static Holder unknown(String message) {
        return new Holder.Unknown(new Reply.Refusal(ErrorType.NotAuthorizedException, message));
    }
}
