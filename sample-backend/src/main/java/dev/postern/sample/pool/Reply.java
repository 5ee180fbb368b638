package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;

/** What an action answers. */
sealed interface Reply {

    /** Status 200 with the action's result. */
    record Success(JsonObject body) implements Reply {}

    /**
     * Status 400 with Cognito's error.
     *
     * @param type sent as {@code __type} and as {@code x-amzn-ErrorType}
     * @param message for people; client libraries show it as it is
     */
    record Refusal(ErrorType type, String message) implements Reply {

        /** The one answer to a wrong password, an unknown user and a forged proof alike. */
        static Refusal wrongPassword() {
            return new Refusal(ErrorType.NotAuthorizedException, "Incorrect username or password.");
        }

        static Refusal missing(String parameter) {
            return new Refusal(ErrorType.InvalidParameterException, "Missing required parameter " + parameter);
        }
    }
}
