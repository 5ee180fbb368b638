package dev.postern.authorizer.compose;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Standing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A member that gives one answer, said by a word of the case tables, at once or when it is told to. */
final class ScriptedMember implements Authorizer {

    static final Map<String, Reason> REASONS = Map.of(
            "missing", Reason.CREDENTIAL_MISSING,
            "invalid", Reason.SIGNATURE_INVALID,
            "several", Reason.MULTIPLE_CREDENTIALS,
            "locked", Reason.LOCKED_OUT,
            "denied", Reason.DENIED,
            "group", Reason.GROUP_MISSING,
            "scope", Reason.SCOPE_MISSING,
            "down", Reason.KEYS_UNAVAILABLE,
            "fault", Reason.AUTHORIZER_FAILED);

    private final String word;
    private final String principal;
    private final AtomicInteger asked;
    private final Promise<Void> pause;
    private final List<CredentialSource> sources;

    /**
     * @param principal whom it admits
     * @param asked counts over several members
     * @param pause what it waits for; null for an answer at once
     */
    ScriptedMember(
            String word, String principal, AtomicInteger asked, Promise<Void> pause, List<CredentialSource> sources) {
        this.word = word;
        this.principal = principal;
        this.asked = asked;
        this.pause = pause;
        this.sources = sources;
    }

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        asked.incrementAndGet();
        if (word.equals("throws")) {
            throw new IllegalStateException("as the case says");
        }
        return pause == null ? answer() : pause.future().compose(v -> answer());
    }

    private Future<Decision> answer() {
        if (word.equals("fails")) {
            return Future.failedFuture("as the case says");
        }
        return Future.succeededFuture(decision());
    }

    private Decision decision() {
        if (word.equals("null")) {
            return null;
        }
        if (word.equals("allow") || word.equals("open")) {
            Identity identity = word.equals("open")
                    ? Identity.ANONYMOUS
                    : new Identity(principal, Map.of("by", principal), Map.of());
            return new Decision.Allow(identity, Instant.MAX);
        }
        if (word.equals("through")) {
            return new Decision.Allow(Identity.ANONYMOUS, Instant.MAX, Standing.until(Instant.MAX), Reason.FAIL_OPEN);
        }
        Reason reason = REASONS.get(word);
        return switch (reason.kind()) {
            case UNAVAILABLE, FAULT -> new Decision.Unavailable(reason);
            default -> Decision.Deny.because(reason);
        };
    }

    @Override
    public List<CredentialSource> credentialSources() {
        return sources;
    }

    @Override
    public Set<String> issuers() {
        return principal.startsWith("https:") ? Set.of(principal) : Set.of();
    }

    @Override
    public boolean isOpen() {
        return word.equals("open");
    }
}
