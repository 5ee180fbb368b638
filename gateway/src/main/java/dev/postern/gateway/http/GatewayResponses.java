package dev.postern.gateway.http;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Reason;
import io.vertx.core.MultiMap;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The gateway's own answers under one profile: status, headers and exact body bytes. Everything is made when the
 * configuration is; answering is a lookup. See {@link RefusalAnswers} and {@link DecisionAnswers} for the texts.
 */
public final class GatewayResponses {

    private final Profile profile;
    private final Map<Refusal, GatewayResponse> refusals = new EnumMap<>(Refusal.class);
    private final Map<TargetFault, GatewayResponse> targets = new EnumMap<>(TargetFault.class);
    private final Map<Reason, GatewayResponse> reasons = new EnumMap<>(Reason.class);
    private final GatewayResponse identityBasedDenial =
            DecisionAnswers.explicitDenial(Decision.Wording.IDENTITY_BASED_POLICY);

    public GatewayResponses(Profile profile) {
        this.profile = profile;
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal, RefusalAnswers.of(profile, refusal));
        }
        for (TargetFault fault : TargetFault.values()) {
            targets.put(fault, RefusalAnswers.of(profile, fault));
        }
        for (Reason reason : Reason.values()) {
            reasons.put(reason, DecisionAnswers.of(profile, reason));
        }
    }

    /** The answer to a request the gateway itself refuses. */
    public GatewayResponse of(Refusal refusal) {
        return refusals.get(refusal);
    }

    /** The answer to {@link Refusal#BAD_TARGET}, saying what is wrong where the profile leaves room for it. */
    public GatewayResponse of(TargetFault fault) {
        return targets.get(fault);
    }

    /**
     * The answer to a request that was not admitted.
     *
     * @param denied a Deny or Unavailable; anything else, null included, is answered as a fault: the gate stays closed
     */
    public GatewayResponse of(Decision denied) {
        if (denied == null || denied instanceof Decision.Allow) {
            return reasons.get(Reason.AUTHORIZER_FAILED);
        }
        return profile == Profile.REST_API
                        && denied.reason() == Reason.POLICY_DENIED_EXPLICITLY
                        && denied instanceof Decision.Deny deny
                        && deny.wording() == Decision.Wording.IDENTITY_BASED_POLICY
                ? identityBasedDenial
                : reasons.get(denied.reason());
    }

    /**
     * The same, for an authorizer of a known type: under rest-api a scope that is missing is 401 from a Cognito
     * authorizer and 403 from a JWT authorizer.
     */
    public GatewayResponse of(Decision denied, String authorizerType) {
        return profile == Profile.REST_API
                        && denied instanceof Decision.Deny deny
                        && deny.reason() == Reason.SCOPE_MISSING
                        && "cognito".equals(authorizerType)
                ? reasons.get(Reason.CREDENTIAL_MISSING)
                : of(denied);
    }

    /** The 405 of a path whose routes serve other methods (RFC 9110 section 15.5.6 asks for {@code Allow}). */
    public GatewayResponse methodNotAllowed(List<String> allow) {
        return Answers.with(refusals.get(Refusal.METHOD_NOT_ALLOWED), "Allow", String.join(", ", allow));
    }

    /**
     * What stands on the status line beside a status whose name changed with RFC 9110 (sections 15.5.14 and 15.5.15);
     * null for every other, and under the products' profiles, whose bodies have the older names.
     */
    public String phrase(int status) {
        if (profile != Profile.POSTERN) {
            return null;
        }
        return switch (status) {
            case 413 -> Refusal.BODY_TOO_LARGE.message();
            case 414 -> Refusal.TARGET_TOO_LONG.message();
            default -> null;
        };
    }

    /**
     * Adds the headers by which Amazon's products name a request; none under profile
     * postern, whose {@code X-Request-Id} is on every answer.
     */
    public void identify(MultiMap responseHeaders, String requestId) {
        switch (profile) {
            case HTTP_API -> responseHeaders.set("Apigw-Requestid", requestId);
            case REST_API -> {
                responseHeaders.set("x-amzn-RequestId", requestId);
                responseHeaders.set("x-amz-apigw-id", requestId);
            }
            case POSTERN -> {}
        }
    }
}
