package dev.postern.gateway.plugin;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Settings;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A factory of a plug-in. What it throws is an error of the configuration, and what it makes is kept at a distance. */
final class PluginFactory implements AuthorizerFactory {

    private static final Logger LOG = LoggerFactory.getLogger(PluginFactory.class);

    private final Plugin plugin;
    private final AuthorizerFactory factory;

    PluginFactory(Plugin plugin, AuthorizerFactory factory) {
        this.plugin = plugin;
        this.factory = factory;
    }

    @Override
    public String type() {
        return factory.type();
    }

    @Override
    public JsonObject schema() {
        return factory.schema();
    }

    @Override
    public Authorizer create(AuthorizerContext context, Settings settings) {
        try {
            Authorizer authorizer = factory.create(context, settings);
            if (authorizer != null) {
                return PluginAuthorizer.of(context.name(), authorizer);
            }
            if (settings.isSound()) {
                settings.problem(
                        "type",
                        "plug-in '" + plugin.name() + "' made no authorizer and did not say why",
                        "see its documentation, or mend it");
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("Plug-in {}", plugin.name(), e);
            settings.problem(
                    "type", "plug-in '" + plugin.name() + "' failed: " + e, "see its documentation, or mend it");
        }
        return null;
    }
}
