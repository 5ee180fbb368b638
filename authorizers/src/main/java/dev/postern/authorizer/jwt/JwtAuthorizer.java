package dev.postern.authorizer.jwt;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Lockout;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.authorizer.cache.TokenCache;
import dev.postern.authorizer.cache.TokenKey;
import dev.postern.authorizer.keys.KeySet;
import dev.postern.authorizer.keys.KeySource;
import dev.postern.authorizer.keys.VerificationKey;
import dev.postern.authorizer.token.Credentials;
import dev.postern.authorizer.token.SignatureAlgorithm;
import dev.postern.authorizer.token.TokenReader;
import dev.postern.authorizer.token.TokenReading;
import dev.postern.authorizer.token.UnverifiedToken;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits the bearers of good tokens of one or several issuers. Decides at once on the caller's thread, except for a
 * token that names an unknown key, which may wait a bounded time for the keys to be fetched again; its decision comes
 * on the caller's context.
 */
public final class JwtAuthorizer implements Authorizer {

    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthorizer.class);

    /**
     * An issuer to believe.
     *
     * @param issuer what {@code iss} must be, exactly
     * @param rules what its claims must be like
     * @param keys a hold on its keys, let go when the authorizer closes
     */
    public record Issuer(String issuer, ClaimRules rules, SharedResources.Hold<KeySource> keys) {}

    /**
     * What tells one authorizer from another.
     *
     * @param sources where the credential may stand
     * @param algorithms what a token may be signed with
     * @param issuers whom it believes, at least one
     * @param identity which claims say who the caller is
     * @param leeway differences of clocks
     * @param routeCheck what this kind of token asks of a route
     */
    public record Rules(
            List<CredentialSource> sources,
            Set<SignatureAlgorithm> algorithms,
            List<Issuer> issuers,
            IdentityClaims identity,
            Leeway leeway,
            RouteCheck routeCheck) {}

    private final String name;
    private final Clock clock;
    private final Lockout lockout;
    private final VerificationBudget budget;
    private final Rules rules;
    private final int tokenLimit;
    private final Credentials credentials;
    private final TokenReader reader;
    private final Map<String, TrustedIssuer> issuers = new HashMap<>();
    private final KeySource[] keys;
    private final TokenCache<VerifiedToken> cache;
    private volatile boolean closed;

    /**
     * @param settings a text that differs wherever the effective settings differ; part of the cache's keys
     */
    public JwtAuthorizer(AuthorizerContext context, Rules rules, String settings) {
        this.name = context.name();
        this.clock = context.clock();
        this.lockout = context.lockout();
        this.budget = context.verification();
        this.rules = rules;
        this.tokenLimit = context.tokenLimit();
        this.credentials = new Credentials(rules.sources);
        this.reader = new TokenReader(tokenLimit, rules.algorithms);
        rules.issuers.forEach(issuer ->
                issuers.put(issuer.issuer, new TrustedIssuer(issuer.issuer, issuer.keys.get(), issuer.rules)));
        this.keys = rules.issuers.stream().map(issuer -> issuer.keys.get()).toArray(KeySource[]::new);
        this.cache =
                new TokenCache<>(name + '\n' + settings, clock, context.events().cache(name));
    }

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        try {
            return decide(request);
        } catch (RuntimeException e) {
            LOG.error("authorizer {} failed", name, e);
            return Answers.refusal(Reason.AUTHORIZER_FAILED);
        }
    }

    private Future<Decision> decide(AuthorizationRequest request) {
        Credentials.Found found = credentials.find(request);
        if (found.refusal() != null) {
            return Answers.refusal(found.refusal());
        }
        if (closed) {
            return Answers.refusal(Reason.KEYS_UNAVAILABLE);
        }
        String token = found.token();
        if (token.length() > tokenLimit) {
            return Answers.refusal(Reason.TOKEN_TOO_LARGE);
        }
        long now = clock.millis();
        TokenKey place = cache.key(token, generation());
        VerifiedToken known = cache.get(place);
        if (known != null) {
            return admit(known, request, now);
        }
        return cache.isRefused(place) ? Answers.refusal(Reason.SIGNATURE_INVALID) : open(token, place, request, now);
    }

    private Future<Decision> open(String token, TokenKey place, AuthorizationRequest request, long now) {
        TokenReading reading = reader.read(token);
        if (reading instanceof TokenReading.Refused refused) {
            return Answers.refusal(refused.reason());
        }
        UnverifiedToken unverified = (UnverifiedToken) reading;
        TrustedIssuer issuer = unverified.claims().get("iss") instanceof String text ? issuers.get(text) : null;
        if (issuer == null) {
            return Answers.refusal(Reason.ISSUER_MISMATCH);
        }
        Reason refusal = issuer.rules().refusal(unverified.claims(), now);
        if (refusal != null) {
            return Answers.refusal(refusal);
        }
        KeySet usable = issuer.keys().keys(now);
        if (usable == null) {
            return Answers.refusal(Reason.KEYS_UNAVAILABLE);
        }
        if (unverified.keyId() == null) {
            return Answers.refusal(Reason.KEY_UNKNOWN);
        }
        VerificationKey key = usable.key(unverified.keyId());
        return key == null
                ? afterRefetch(unverified, issuer, request)
                : verify(unverified, issuer, key, place, request, now);
    }

    /** The place was found before the key was: a key withdrawn in between leaves an entry that is never found. */
    private Future<Decision> verify(
            UnverifiedToken token,
            TrustedIssuer issuer,
            VerificationKey key,
            TokenKey place,
            AuthorizationRequest request,
            long now) {
        String peer = request.sourceIp();
        if (!budget.allows(peer)) {
            return Answers.refusal(Reason.VERIFICATION_BUSY);
        }
        long began = budget.now();
        Reason refusal = key.check(token);
        if (refusal != null) {
            budget.failed(peer, budget.now() - began);
            if (refusal == Reason.SIGNATURE_INVALID) {
                cache.refuse(place);
            }
            return Answers.refusal(refusal);
        }
        Identity identity = rules.identity.read(token.claims());
        if (identity == null) {
            return Answers.refusal(Reason.CLAIM_INVALID);
        }
        VerifiedToken verified = new VerifiedToken(
                issuer,
                identity,
                rules.identity,
                token.claims(),
                rules.leeway,
                lockout,
                token.text().length());
        cache.put(place, verified);
        return admit(verified, request, now);
    }

    private Future<Decision> afterRefetch(UnverifiedToken token, TrustedIssuer issuer, AuthorizationRequest request) {
        Future<KeySet> refetched = issuer.keys().refetch();
        if (refetched.isComplete()) {
            return withFreshKeys(token, issuer, request);
        }
        Context caller = Vertx.currentContext();
        Promise<Decision> promise = Promise.promise();
        refetched.onComplete(result -> {
            if (caller == null) {
                withFreshKeys(token, issuer, request).onComplete(promise);
            } else {
                caller.runOnContext(v -> withFreshKeys(token, issuer, request).onComplete(promise));
            }
        });
        return promise.future();
    }

    private Future<Decision> withFreshKeys(UnverifiedToken token, TrustedIssuer issuer, AuthorizationRequest request) {
        try {
            long now = clock.millis();
            TokenKey place = cache.key(token.text(), generation());
            KeySet usable = issuer.keys().keys(now);
            if (usable == null) {
                return Answers.refusal(Reason.KEYS_UNAVAILABLE);
            }
            VerificationKey key = usable.key(token.keyId());
            return key == null ? Answers.refusal(Reason.KEY_UNKNOWN) : verify(token, issuer, key, place, request, now);
        } catch (RuntimeException e) {
            LOG.error("authorizer {} failed", name, e);
            return Answers.refusal(Reason.AUTHORIZER_FAILED);
        }
    }

    /** What is checked again on every request (SR-108): keys there are, lock-out, time, route. */
    private Future<Decision> admit(VerifiedToken token, AuthorizationRequest request, long now) {
        if (token.issuer().keys().keys(now) == null) {
            return Answers.refusal(Reason.KEYS_UNAVAILABLE);
        }
        Reason ended = token.refusal(now);
        if (ended != null) {
            return Answers.refusal(ended);
        }
        if (now < token.startsAtMillis()) {
            return Answers.refusal(Reason.TOKEN_NOT_YET_VALID);
        }
        Reason refusal = rules.routeCheck.refusal(token.claims(), request.rules());
        if (refusal == null && !request.rules().isEmpty()) {
            refusal = RouteCheck.refusal(token, request.rules());
        }
        return refusal == null ? token.allowed() : Answers.refusal(refusal);
    }

    /** Grows whenever the keys of any issuer change. */
    private long generation() {
        long sum = 0;
        for (KeySource source : keys) {
            sum += source.generation();
        }
        return sum;
    }

    @Override
    public Future<Void> start() {
        List<Future<Void>> starts =
                rules.issuers.stream().map(issuer -> issuer.keys.get().start()).toList();
        return Future.join(starts).mapEmpty();
    }

    @Override
    public AuthorizerState state() {
        boolean all = true;
        boolean any = false;
        for (KeySource source : keys) {
            all &= source.hasHadKeys();
            any |= source.keys() != null;
        }
        String detail =
                rules.issuers.stream().map(issuer -> issuer.keys.get().detail()).collect(Collectors.joining("; "));
        return new AuthorizerState(all, any && !closed, detail);
    }

    @Override
    public List<CredentialSource> credentialSources() {
        return rules.sources;
    }

    @Override
    public boolean asksRules() {
        return true;
    }

    @Override
    public Set<String> issuers() {
        return Set.copyOf(issuers.keySet());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        rules.issuers.forEach(issuer -> issuer.keys.close());
        return Future.succeededFuture();
    }
}
