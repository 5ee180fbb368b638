package dev.postern.gateway.http;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What each profile says when an authorizer does not admit. The only words about a token that a client gets are
 * {@link Reason#description} (SR-97), and REST APIs' own sentence about an expired one.
 */
final class DecisionAnswers {

    /** Keys are refetched in the background; asking again sooner is pointless. */
    private static final String RETRY_SECONDS = "5";

    private static final String EXPLICIT = " with an explicit deny";

    private DecisionAnswers() {}

    static GatewayResponse of(Profile profile, Reason reason) {
        return switch (profile) {
            case POSTERN -> postern(reason);
            case HTTP_API -> httpApi(reason);
            case REST_API -> restApi(reason);
        };
    }

    private static GatewayResponse postern(Reason reason) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(Map.entry("Cache-Control", "no-store"));
        switch (reason.kind()) {
            case BAD_REQUEST -> {
                headers.add(Map.entry("WWW-Authenticate", Challenge.postern("invalid_request", reason.description())));
                return answer(400, "BAD_REQUEST", "Bad Request: " + reason.description(), headers);
            }
            case NO_CREDENTIAL -> {
                headers.add(Map.entry("WWW-Authenticate", Challenge.BEARER));
                return answer(401, "UNAUTHORIZED", "Unauthorized", headers);
            }
            case INVALID_CREDENTIAL -> {
                headers.add(Map.entry("WWW-Authenticate", Challenge.postern("invalid_token", reason.description())));
                return answer(401, "UNAUTHORIZED", "Unauthorized", headers);
            }
            case INSUFFICIENT_SCOPE -> {
                headers.add(
                        Map.entry("WWW-Authenticate", Challenge.postern("insufficient_scope", reason.description())));
                return answer(403, "ACCESS_DENIED", "Forbidden", headers);
            }
            case FORBIDDEN -> {
                return answer(403, "ACCESS_DENIED", "Forbidden", headers);
            }
            case UNAVAILABLE -> {
                headers.add(retryAfter(reason));
                return answer(503, "AUTHORIZER_FAILURE", "Service Unavailable", headers);
            }
            default -> {
                return answer(500, "AUTHORIZER_CONFIGURATION_ERROR", "Internal Server Error", headers);
            }
        }
    }

    /** Keys take a while to come; a flood lets somebody through in every second. */
    private static Map.Entry<String, String> retryAfter(Reason reason) {
        return Map.entry(
                "Retry-After",
                reason == Reason.VERIFICATION_BUSY || reason == Reason.AUTHORIZER_BUSY ? "1" : RETRY_SECONDS);
    }

    private static GatewayResponse httpApi(Reason reason) {
        return switch (reason.kind()) {
            case BAD_REQUEST -> answer(400, "BAD_REQUEST", "Bad Request", List.of());
            case NO_CREDENTIAL, INVALID_CREDENTIAL ->
                answer(401, "UNAUTHORIZED", "Unauthorized", httpChallenge(reason));
            case INSUFFICIENT_SCOPE ->
                answer(
                        403,
                        "ACCESS_DENIED",
                        "Forbidden",
                        challenge(Challenge.httpApi("insufficient_scope", reason.description())));
            case FORBIDDEN -> answer(403, "ACCESS_DENIED", "Forbidden", List.of());
            case UNAVAILABLE ->
                reason == Reason.KEYS_UNAVAILABLE || reason == Reason.VERIFICATION_BUSY
                        ? answer(503, "AUTHORIZER_FAILURE", "Service Unavailable", List.of(retryAfter(reason)))
                        : answer(500, "AUTHORIZER_FAILURE", "Internal Server Error", List.of());
            case ALLOWED, FAULT -> answer(500, "AUTHORIZER_CONFIGURATION_ERROR", "Internal Server Error", List.of());
        };
    }

    /** Only JWT authorizers challenge; Lambda authorizers do not. */
    private static List<Map.Entry<String, String>> httpChallenge(Reason reason) {
        return switch (reason) {
            case IDENTITY_MISSING, IDENTITY_INVALID, AUTHORIZER_UNAUTHORIZED -> List.of();
            case CREDENTIAL_MISSING -> challenge(Challenge.BEARER);
            default -> challenge(Challenge.httpApi("invalid_token", reason.description()));
        };
    }

    private static GatewayResponse restApi(Reason reason) {
        return switch (reason.kind()) {
            case BAD_REQUEST -> rest(400, "BAD_REQUEST", Answers.message("Bad Request"), "BadRequestException");
            case NO_CREDENTIAL, INVALID_CREDENTIAL ->
                rest(
                        401,
                        "UNAUTHORIZED",
                        Answers.message(
                                reason == Reason.TOKEN_EXPIRED ? "The incoming token has expired" : "Unauthorized"),
                        "UnauthorizedException");
            case INSUFFICIENT_SCOPE -> rest(403, "ACCESS_DENIED", Answers.message("Forbidden"), "ForbiddenException");
            case FORBIDDEN -> restDenial(reason == Reason.POLICY_DENIED_EXPLICITLY ? EXPLICIT : "");
            case UNAVAILABLE, ALLOWED, FAULT ->
                rest(500, "AUTHORIZER_CONFIGURATION_ERROR", "{\"message\":null}", "AuthorizerConfigurationException");
        };
    }

    /** What REST APIs say to an explicit Deny in the words of a setting. */
    static GatewayResponse explicitDenial(Decision.Wording wording) {
        return restDenial(wording == Decision.Wording.PLAIN ? EXPLICIT : EXPLICIT + " in an identity-based policy");
    }

    /** The capital letter is what REST APIs write. */
    private static GatewayResponse restDenial(String how) {
        return rest(
                403,
                "ACCESS_DENIED",
                "{\"Message\":\"User is not authorized to access this resource" + how + "\"}",
                "AccessDeniedException");
    }

    private static List<Map.Entry<String, String>> challenge(String value) {
        return List.of(Map.entry("www-authenticate", value));
    }

    private static GatewayResponse answer(
            int status, String type, String message, List<Map.Entry<String, String>> headers) {
        return Answers.json(status, type, Answers.message(message), headers);
    }

    private static GatewayResponse rest(int status, String type, String body, String errorType) {
        return Answers.json(status, type, body, List.of(Map.entry("x-amzn-ErrorType", errorType)));
    }
}
