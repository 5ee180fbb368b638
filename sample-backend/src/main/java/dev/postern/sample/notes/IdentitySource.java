package dev.postern.sample.notes;

/** Where the backend learns who is calling. One place only, so that nobody can name themselves in the other. */
public enum IdentitySource {
    /** The {@code X-Username} request header. */
    HEADERS,
    /** The field {@code policyContext.username} of a JSON body. */
    BODY
}
