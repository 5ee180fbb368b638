package dev.postern.gateway.http;

/** Values of {@code WWW-Authenticate}. Every text comes from this code, so that nothing needs escaping. */
final class Challenge {

    /** Where no credential was shown, RFC 6750 section 3.1 wants no error code. */
    static final String BEARER = "Bearer";

    private Challenge() {}

    /** As RFC 6750 section 3 writes it. */
    static String postern(String error, String description) {
        return "Bearer error=\"" + error + "\", error_description=\"" + description + "\"";
    }

    /** As HTTP APIs write it: parameters separated by spaces, and an empty scope. */
    static String httpApi(String error, String description) {
        return "Bearer scope=\"\" error=\"" + error + "\" error_description=\"" + description + "\"";
    }
}
