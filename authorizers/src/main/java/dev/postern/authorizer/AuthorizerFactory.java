package dev.postern.authorizer;

import io.vertx.core.json.JsonObject;

/**
 * Makes authorizers of one {@code type:}. Found by {@link java.util.ServiceLoader} in Postern and in plug-ins.
 */
public interface AuthorizerFactory {

    /** The word after {@code type:} in the configuration, lower case. */
    String type();

    /**
     * The JSON Schema of the settings (an object schema with {@code properties}); merged into
     * {@code config/postern.schema.json} and used to check that documentation and code agree.
     */
    JsonObject schema();

    /**
     * Reads and checks the settings and makes the authorizer. Does no network input or output; files that the settings
     * name may be read. Every problem is reported through {@link Settings#problem}, all of them in one run.
     *
     * @return the authorizer, or null when a problem was reported
     */
    Authorizer create(AuthorizerContext context, Settings settings);
}
