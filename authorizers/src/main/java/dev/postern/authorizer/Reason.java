package dev.postern.authorizer;

import java.util.Map;

/**
 * Why a decision was made: a closed list. The {@link #word} is the metric label, the log field and what
 * {@code explain} prints; {@link #description} is the only text about it that a client may see (SR-97).
 */
public enum Reason {
    ALLOWED("allowed", Kind.ALLOWED, "allowed"),
    /** Nobody could be asked, and {@code failMode: open} says to let everybody through; without an identity. */
    FAIL_OPEN("fail_open", Kind.ALLOWED, "let through without a decision"),

    MULTIPLE_CREDENTIALS("multiple_credentials", Kind.BAD_REQUEST, "more than one credential"),

    CREDENTIAL_MISSING("credential_missing", Kind.NO_CREDENTIAL, "no credential"),

    IDENTITY_MISSING("identity_missing", Kind.NO_CREDENTIAL, "no credential"),

    TOKEN_TOO_LARGE("token_too_large", Kind.INVALID_CREDENTIAL, "the token is too large"),
    TOKEN_MALFORMED("token_malformed", Kind.INVALID_CREDENTIAL, "the token is malformed"),
    ALGORITHM_REFUSED("algorithm_refused", Kind.INVALID_CREDENTIAL, "the token's algorithm is not allowed"),
    HEADER_REFUSED("header_refused", Kind.INVALID_CREDENTIAL, "the token's header is not allowed"),
    KEY_UNKNOWN("key_unknown", Kind.INVALID_CREDENTIAL, "the token's key is not known"),
    SIGNATURE_INVALID("signature_invalid", Kind.INVALID_CREDENTIAL, "the token's signature is invalid"),
    TOKEN_EXPIRED("token_expired", Kind.INVALID_CREDENTIAL, "the token has expired"),
    TOKEN_NOT_YET_VALID("token_not_yet_valid", Kind.INVALID_CREDENTIAL, "the token is not valid yet"),
    ISSUER_MISMATCH("issuer_mismatch", Kind.INVALID_CREDENTIAL, "the token does not have a valid issuer"),
    AUDIENCE_MISMATCH("audience_mismatch", Kind.INVALID_CREDENTIAL, "the token does not have a valid audience"),
    TOKEN_USE_MISMATCH("token_use_mismatch", Kind.INVALID_CREDENTIAL, "the token is not meant for this use"),
    CLAIM_INVALID("claim_invalid", Kind.INVALID_CREDENTIAL, "a claim of the token is invalid"),
    /** RFC 6750 section 3.1: a revoked token is an invalid one. */
    LOCKED_OUT("locked_out", Kind.INVALID_CREDENTIAL, "the token was revoked"),

    IDENTITY_INVALID("identity_invalid", Kind.INVALID_CREDENTIAL, "the credential is malformed"),
    /** A function said {@code Unauthorized}. */
    AUTHORIZER_UNAUTHORIZED("authorizer_unauthorized", Kind.INVALID_CREDENTIAL, "the credential is not accepted"),

    SCOPE_MISSING("scope_missing", Kind.INSUFFICIENT_SCOPE, "the token does not have a required scope"),
    GROUP_MISSING("group_missing", Kind.FORBIDDEN, "the caller is not in a required group"),
    CLAIM_RULE("claim_rule", Kind.FORBIDDEN, "a claim does not have a required value"),
    DENIED("denied", Kind.FORBIDDEN, "denied"),
    /** No statement of a policy allows the request. */
    POLICY_DENIED("policy_denied", Kind.FORBIDDEN, "denied"),
    /** A statement of a policy denies the request. */
    POLICY_DENIED_EXPLICITLY("policy_denied_explicitly", Kind.FORBIDDEN, "denied"),

    KEYS_UNAVAILABLE("keys_unavailable", Kind.UNAVAILABLE, "no verification keys"),
    /** See {@link VerificationBudget}. */
    VERIFICATION_BUSY("verification_busy", Kind.UNAVAILABLE, "too many tokens to check"),
    AUTHORIZER_TIMEOUT("authorizer_timeout", Kind.UNAVAILABLE, "the authorizer did not answer in time"),
    AUTHORIZER_UNREACHABLE("authorizer_unreachable", Kind.UNAVAILABLE, "the authorizer cannot be reached"),
    /** As many calls as allowed are under way. */
    AUTHORIZER_BUSY("authorizer_busy", Kind.UNAVAILABLE, "the authorizer is busy"),
    /** Whoever runs the function does not let the gateway call it. */
    AUTHORIZER_REFUSED("authorizer_refused", Kind.UNAVAILABLE, "the authorizer cannot be called"),
    /** A function failed, and not by saying {@code Unauthorized}. */
    AUTHORIZER_ERROR("authorizer_error", Kind.FAULT, "the authorizer failed"),
    AUTHORIZER_BAD_ANSWER("authorizer_bad_answer", Kind.FAULT, "the authorizer's answer is wrong"),
    AUTHORIZER_FAILED("authorizer_failed", Kind.FAULT, "the authorizer failed");

    /** What a reason means for the client. */
    public enum Kind {
        ALLOWED,
        /** 400. */
        BAD_REQUEST,
        /** 401, no credential was shown. */
        NO_CREDENTIAL,
        /** 401, the credential shown is not good. */
        INVALID_CREDENTIAL,
        /** 403, with {@code insufficient_scope} (RFC 6750 section 3.1). */
        INSUFFICIENT_SCOPE,
        /** 403. */
        FORBIDDEN,
        /** 503 with Retry-After (profile rest-api: 500). */
        UNAVAILABLE,
        /** 500. */
        FAULT
    }

    private final String word;
    private final Kind kind;
    private final String description;
    private final Decision.Deny denial;

    Reason(String word, Kind kind, String description) {
        this.word = word;
        this.kind = kind;
        this.description = description;
        this.denial = new Decision.Deny(this, Map.of());
    }

    /** Lower case, underscores; stable, as dashboards use it. */
    public String word() {
        return word;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * Whether somebody said no to this very request on purpose, instead of merely not saying yes: final wherever several
     * authorizers are asked (SR-157).
     */
    public boolean isExplicit() {
        return this == DENIED || this == POLICY_DENIED_EXPLICITLY;
    }

    /** A sentence fragment that names no claim value, no key and no token. */
    public String description() {
        return description;
    }

    Decision.Deny denial() {
        return denial;
    }
}
