package dev.postern.authorizer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerFactory;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What an authorizer with a {@code type:} of its own owes besides: it refuses settings that it does not know. */
public abstract class AuthorizerFactoryContract extends AuthorizerContract {

    /** Its factory. */
    protected abstract AuthorizerFactory factory();

    /** Settings with which the factory makes it. */
    protected JsonObject settings() throws Exception {
        return new JsonObject();
    }

    @Override
    protected Authorizer create() throws Exception {
        return context.create(factory(), settings());
    }

    @Test
    void a_setting_that_nobody_knows_is_refused_at_its_place() throws Exception {
        Authorizer authorizer = context.create(factory(), settings().put("noSuchSetting", "x"));
        assertThat(authorizer).isNull();
        assertThat(context.problems.errors).hasSize(1);
        assertThat(context.problems.errors.get(0)).contains(".noSuchSetting: ");
    }

    @Test
    void without_settings_the_factory_neither_throws_nor_is_silent() {
        Authorizer authorizer = context.create(factory(), new JsonObject());
        assertThat(authorizer == null).isEqualTo(!context.problems.errors.isEmpty());
    }

    @Test
    void its_schema_is_closed_and_describes_every_setting() throws Exception {
        JsonObject schema = factory().schema();
        assertThat(schema.getBoolean("additionalProperties")).isFalse();
        JsonObject properties = schema.getJsonObject("properties");
        assertThat(properties.getJsonObject("type").getString("const"))
                .isEqualTo(factory().type())
                .matches("[a-z][a-z0-9_-]{0,63}");
        assertThat(properties.fieldNames()).containsAll(settings().fieldNames());
        for (String name : properties.fieldNames()) {
            assertThat(properties.getJsonObject(name).getString("description"))
                    .as(name)
                    .isNotBlank();
        }
    }
}
