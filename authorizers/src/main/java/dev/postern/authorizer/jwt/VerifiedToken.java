package dev.postern.authorizer.jwt;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Lockout;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Standing;
import dev.postern.authorizer.cache.TokenCache;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A token whose signature and claims are right, with everything a request that shows it again needs: re-checking it
 * costs comparisons, and admitting it allocates nothing.
 */
final class VerifiedToken implements TokenCache.Entry, Standing {

    private final TrustedIssuer issuer;
    private final Lockout lockout;
    private final CredentialNames names;
    private final Map<String, Object> claims;
    private final List<String> scopes;
    private final List<String> groups;
    private final long startsAtMillis;
    private final long expiresAtMillis;
    private final int weight;
    private final Future<Decision> allowed;

    VerifiedToken(
            TrustedIssuer issuer,
            Identity identity,
            IdentityClaims identityClaims,
            Map<String, Object> claims,
            Leeway leeway,
            Lockout lockout,
            int tokenLength) {
        this.issuer = issuer;
        this.lockout = lockout;
        this.names = identityClaims.namesOf(issuer.issuer(), claims);
        this.claims = claims;
        this.scopes = identityClaims.scopesOf(claims);
        this.groups = identityClaims.groupsOf(claims);
        this.startsAtMillis = Math.max(NumericDate.millis(claims.get("nbf")), NumericDate.millis(claims.get("iat")))
                - (claims.containsKey("nbf") || claims.containsKey("iat") ? leeway.startMillis() : 0);
        long expiry = NumericDate.millis(claims.get("exp"));
        this.expiresAtMillis = expiry + leeway.expiryMillis();
        // Maps and their texts take a few times the room of the encoded claims.
        this.weight = 1024 + 4 * tokenLength;
        this.allowed = Future.succeededFuture(new Decision.Allow(identity, Instant.ofEpochMilli(expiry), this));
    }

    TrustedIssuer issuer() {
        return issuer;
    }

    Map<String, Object> claims() {
        return claims;
    }

    List<String> scopes() {
        return scopes;
    }

    List<String> groups() {
        return groups;
    }

    long startsAtMillis() {
        return startsAtMillis;
    }

    @Override
    public long expiresAtMillis() {
        return expiresAtMillis;
    }

    /** Lock-out and expiry: what can change while the token stays what it is. */
    @Override
    public Reason refusal(long nowMillis) {
        if (lockout.holds(names, nowMillis)) {
            return Reason.LOCKED_OUT;
        }
        return nowMillis < expiresAtMillis ? null : Reason.TOKEN_EXPIRED;
    }

    @Override
    public int weight() {
        return weight;
    }

    /** The decision when nothing more is asked, made once. */
    Future<Decision> allowed() {
        return allowed;
    }
}
