package dev.postern.gateway.http;

import dev.postern.authorizer.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What each profile says to a request the gateway refuses. Postern: the refusal's own status and message. The other
 * two: the status, body and error type of the product ("REST API gateway response types" and "HTTP API error
 * responses" of the API Gateway developer guide); where the product has no such answer, the status and its plain
 * phrase. REST APIs write a space after the colon in the bodies of integration failures and general faults.
 */
final class RefusalAnswers {

    private static final List<Map.Entry<String, String>> NOT_STORED = List.of(Map.entry("Cache-Control", "no-store"));
    private static final String RETRY_SECONDS = "1";

    private RefusalAnswers() {}

    /** The same as for {@link Refusal#BAD_TARGET}; profile postern says what is wrong. */
    static GatewayResponse of(Profile profile, TargetFault fault) {
        GatewayResponse general = of(profile, Refusal.BAD_TARGET);
        return profile == Profile.POSTERN
                ? Answers.json(
                        general.status(),
                        general.type(),
                        Answers.message("Bad Request: " + fault.description()),
                        NOT_STORED)
                : general;
    }

    static GatewayResponse of(Profile profile, Refusal refusal) {
        return switch (profile) {
            case POSTERN -> postern(refusal);
            case HTTP_API -> httpApi(refusal);
            case REST_API -> restApi(refusal);
        };
    }

    private static GatewayResponse postern(Refusal refusal) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(NOT_STORED);
        switch (refusal) {
            case METHOD_REFUSED -> headers.add(Map.entry("Allow", String.join(", ", MethodRules.STANDARD)));
            case IDENTITY_UNPRINTABLE ->
                headers.add(Map.entry(
                        "WWW-Authenticate", Challenge.postern("invalid_token", "a claim of the token is invalid")));
            case UPSTREAM_BUSY, CONNECTION_LIMIT, OVERLOADED, DRAINING ->
                headers.add(Map.entry("Retry-After", RETRY_SECONDS));
            default -> {}
        }
        return Answers.json(refusal.status(), refusal.type(), Answers.message(refusal.message()), headers);
    }

    private static GatewayResponse httpApi(Refusal refusal) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        int status = refusal.status();
        switch (refusal) {
            case METHOD_REFUSED, METHOD_NOT_ALLOWED -> status = 404;
            // Captured from the product: its integration time-out is no 504.
            case UPSTREAM_TIMEOUT, TOTAL_TIMEOUT -> status = 503;
            case IDENTITY_UNPRINTABLE ->
                headers.add(Map.entry(
                        "www-authenticate", Challenge.httpApi("invalid_token", "a claim of the token is invalid")));
            case UPSTREAM_BUSY, CONNECTION_LIMIT, OVERLOADED, DRAINING ->
                headers.add(Map.entry("Retry-After", RETRY_SECONDS));
            default -> {}
        }
        String type = status == 404 ? Refusal.ROUTE_NOT_FOUND.type() : refusal.type();
        return Answers.json(status, type, Answers.message(httpApiPhrase(status)), headers);
    }

    private static String httpApiPhrase(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 408 -> "Request Timeout";
            case 413 -> "Request Entity Too Large";
            case 414 -> "Request URI Too Long";
            case 421 -> "Misdirected Request";
            case 417 -> "Expectation Failed";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            case 499 -> "";
            default -> "Internal Server Error";
        };
    }

    private static GatewayResponse restApi(Refusal refusal) {
        return switch (refusal) {
            case ROUTE_NOT_FOUND, PATH_OUTSIDE_BASE, METHOD_NOT_ALLOWED, METHOD_REFUSED ->
                rest(
                        403,
                        "MISSING_AUTHENTICATION_TOKEN",
                        Answers.message("Missing Authentication Token"),
                        "MissingAuthenticationTokenException");
            case BODY_TOO_LARGE ->
                rest(413, refusal.type(), Answers.message("Request Too Long"), "RequestTooLargeException");
            case ORIGIN_REFUSED, CLIENT_CERTIFICATE_REFUSED ->
                rest(403, refusal.type(), Answers.message("Forbidden"), "ForbiddenException");
            case IDENTITY_UNPRINTABLE ->
                rest(401, refusal.type(), Answers.message("Unauthorized"), "UnauthorizedException");
            case IDENTITY_FAULT -> rest(500, refusal.type(), "{\"message\":null}", "AuthorizerConfigurationException");
            case UPSTREAM_UNREACHABLE, UPSTREAM_UNTRUSTED ->
                rest(
                        504,
                        refusal.type(),
                        "{\"message\": \"Network error communicating with endpoint\"}",
                        "InternalServerErrorException");
            case UPSTREAM_TIMEOUT, TOTAL_TIMEOUT ->
                rest(
                        504,
                        refusal.type(),
                        "{\"message\": \"Endpoint request timed out\"}",
                        "InternalServerErrorException");
            default ->
                refusal.status() >= 500
                        ? rest(
                                refusal.status(),
                                refusal.type(),
                                "{\"message\": \"" + restFault(refusal.status()) + "\"}",
                                refusal.status() == 503
                                        ? "ServiceUnavailableException"
                                        : "InternalServerErrorException")
                        : rest(
                                refusal.status(),
                                refusal.type(),
                                Answers.message(restPhrase(refusal.status())),
                                "BadRequestException");
        };
    }

    private static String restFault(int status) {
        return status == 503 ? "Service Unavailable" : "Internal server error";
    }

    private static String restPhrase(int status) {
        return switch (status) {
            case 408 -> "Request Timeout";
            case 414 -> "Request URI too long";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 431 -> "Request Header Fields Too Large";
            case 499 -> "";
            default -> "Bad Request";
        };
    }

    private static GatewayResponse rest(int status, String type, String body, String errorType) {
        return Answers.json(status, type, body, List.of(Map.entry("x-amzn-ErrorType", errorType)));
    }
}
