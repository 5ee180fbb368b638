package dev.postern.authorizer;

/** Whose contract the gateway keeps where Amazon's products and Postern's own rules differ. */
public enum Profile {
    /** Postern's own rules; the default. */
    POSTERN("postern"),
    /** API Gateway HTTP APIs (payload 2.0, JWT authorizers). */
    HTTP_API("http-api"),
    /** API Gateway REST APIs (payload 1.0, Cognito authorizers, gateway responses). */
    REST_API("rest-api");

    private final String word;

    Profile(String word) {
        this.word = word;
    }

    /** The word in the configuration. */
    public String word() {
        return word;
    }
}
