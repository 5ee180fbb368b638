package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Hands out tokens, renews them and takes them back. */
final class TokenDesk {

    private static final int MOST_SIGN_INS = 100_000;

    /** How long tokens live. */
    record Lifetimes(Duration id, Duration access, Duration refresh) {}

    private final Clock clock;
    private final Supplier<PoolKeys> keys;
    private final TokenClaims claims;
    private final Lifetimes lifetimes;
    private final TokenStore<SignIn> refreshTokens = new TokenStore<>(MOST_SIGN_INS);
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();

    TokenDesk(Clock clock, Supplier<PoolKeys> keys, TokenClaims claims, Lifetimes lifetimes) {
        this.clock = clock;
        this.keys = keys;
        this.claims = claims;
        this.lifetimes = lifetimes;
    }

    SignIn signIn(String username) {
        return new SignIn(
                username, UUID.randomUUID().toString(), UUID.randomUUID().toString(), clock.instant());
    }

    JsonObject idClaims(PoolUser user, SignIn signIn) {
        return claims.id(user, signIn, clock.instant(), lifetimes.id());
    }

    JsonObject accessClaims(PoolUser user, SignIn signIn) {
        return claims.access(user, signIn, clock.instant(), lifetimes.access());
    }

    /** The whole answer to a sign-in that succeeded. */
    Reply admit(PoolUser user) {
        SignIn signIn = signIn(user.username());
        JsonObject tokens = tokens(user, signIn);
        tokens.put("RefreshToken", refreshTokens.put(signIn, clock.instant().plus(lifetimes.refresh())));
        return result(tokens);
    }

    /** New ID and access tokens for the sign-in behind a refresh token; Cognito then sends no new refresh token. */
    Reply renew(String refreshToken, UserDirectory users) {
        TokenStore.Kept<SignIn> entry = refreshTokens.find(refreshToken).orElse(null);
        if (entry == null) {
            return refused("Invalid Refresh Token");
        }
        if (revoked.contains(entry.value().originJti())) {
            return refused("Refresh Token has been revoked");
        }
        if (entry.expired(clock.instant())) {
            return refused("Refresh Token has expired");
        }
        return users.find(entry.value().username())
                .map(user -> result(tokens(user, entry.value())))
                .orElseGet(() -> refused("Invalid Refresh Token"));
    }

    /** Ends the sign-in behind a refresh token; an unknown one is none of our business (RFC 7009 section 2.2). */
    void revokeRefreshToken(String refreshToken) {
        refreshTokens
                .take(refreshToken)
                .ifPresent(entry -> revoked.add(entry.value().originJti()));
    }

    /** Ends the sign-in {@code originJti} and all others of {@code user}. */
    void signOutEverywhere(PoolUser user, String originJti) {
        revoked.add(originJti);
        refreshTokens
                .values(signIn -> signIn.username().equals(user.username()))
                .forEach(signIn -> revoked.add(signIn.originJti()));
    }

    boolean isRevoked(String originJti) {
        return revoked.contains(originJti);
    }

    Instant now() {
        return clock.instant();
    }

    private JsonObject tokens(PoolUser user, SignIn signIn) {
        PoolKeys current = keys.get();
        return new JsonObject()
                .put("AccessToken", TokenMint.sign(current.access(), accessClaims(user, signIn)))
                .put("ExpiresIn", lifetimes.access().toSeconds())
                .put("IdToken", TokenMint.sign(current.id(), idClaims(user, signIn)))
                .put("TokenType", "Bearer");
    }

    private static Reply result(JsonObject tokens) {
        return new Reply.Success(
                new JsonObject().put("AuthenticationResult", tokens).put("ChallengeParameters", new JsonObject()));
    }

    private static Reply refused(String message) {
        return new Reply.Refusal(ErrorType.NotAuthorizedException, message);
    }
}
