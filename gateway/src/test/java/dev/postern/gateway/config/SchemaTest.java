package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizerFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code config/postern.schema.json}, the reader and the factories of the authorizers say the same. */
class SchemaTest {

    /** A configuration in which every section may be written into. */
    private static final JsonObject BASE = new JsonObject()
            .put("upstreams", new JsonObject().put("notes", new JsonObject().put("url", "https://127.0.0.1:3000")))
            .put(
                    "functions",
                    new JsonObject()
                            .put("auth", new JsonObject().put("url", "http://127.0.0.1:9001/"))
                            .put(
                                    "local",
                                    new JsonObject()
                                            .put(
                                                    "runtime",
                                                    new JsonObject().put("command", new JsonArray().add("node")))))
            .put("authorizers", new JsonObject().put("users", new JsonObject().put("type", "jwt")))
            .put(
                    "routes",
                    new JsonArray()
                            .add(new JsonObject()
                                    .put("match", "GET /")
                                    .put("authorizer", "users")
                                    .put("upstream", "notes")));

    @TestFactory
    Stream<DynamicTest> every_default_in_the_schema_is_the_default() {
        GatewayConfig standard = withoutIdentity(read(BASE));
        List<DynamicTest> tests = new ArrayList<>();
        for (SchemaFile.Section section : SchemaFile.sections()) {
            for (String key : section.schema().getJsonObject("properties").fieldNames()) {
                Object value = section.schema()
                        .getJsonObject("properties")
                        .getJsonObject(key)
                        .getValue("default");
                // server.tls needs files: ClientCertificatesTest asserts its default.
                if (value != null && !section.path().equals(List.of("server", "tls"))) {
                    tests.add(DynamicTest.dynamicTest(
                            name(section, key), () -> assertThat(withoutIdentity(read(written(section, key, value))))
                                    .isEqualTo(standard)));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(45);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> the_reader_knows_exactly_the_keys_of_the_schema() {
        return SchemaFile.sections().stream()
                .map(section -> DynamicTest.dynamicTest(name(section, ""), () -> {
                    String known = result(written(section, "nonsense", "x")).problems().errors().stream()
                            .filter(problem -> problem.what().startsWith("'nonsense' is not known here"))
                            .map(Problem::right)
                            .findFirst()
                            .orElseThrow();
                    assertThat(Set.of(known.substring("known are ".length()).split(", ")))
                            .isEqualTo(
                                    section.schema().getJsonObject("properties").fieldNames());
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_range_in_the_schema_is_the_range() {
        List<DynamicTest> tests = new ArrayList<>();
        for (SchemaFile.Section section : SchemaFile.sections()) {
            for (String key : section.schema().getJsonObject("properties").fieldNames()) {
                JsonObject property =
                        section.schema().getJsonObject("properties").getJsonObject(key);
                String range = property.containsKey("minimum")
                        ? property.getInteger("minimum") + " to " + property.getInteger("maximum")
                        : property.getString("x-range");
                if (range != null) {
                    tests.add(DynamicTest.dynamicTest(
                            name(section, key), () -> assertThat(result(written(section, key, "nonsense"))
                                            .problems()
                                            .errors())
                                    .extracting(Problem::right)
                                    .anyMatch(right -> right.endsWith("from " + range))));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> every_word_in_the_schema_is_read() {
        List<DynamicTest> tests = new ArrayList<>();
        for (SchemaFile.Section section : SchemaFile.sections()) {
            for (String key : section.schema().getJsonObject("properties").fieldNames()) {
                JsonArray words =
                        words(section.schema().getJsonObject("properties").getJsonObject(key));
                if (words != null) {
                    tests.add(DynamicTest.dynamicTest(name(section, key), () -> assertThat(
                                    result(written(section, key, "nonsense"))
                                            .problems()
                                            .errors())
                            .extracting(Problem::right)
                            .contains("write one of "
                                    + String.join(
                                            ", ",
                                            words.stream().map(String::valueOf).toList()))));
                }
            }
        }
        assertThat(tests).hasSize(6);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> what_the_reader_refuses_the_schema_refuses() {
        return Stream.of(
                        "{ sever: {} }",
                        "{ server: { port: x } }",
                        "{ server: { port: 65536 } }",
                        "{ server: { timeouts: { head: 10 } } }",
                        "{ server: { limits: { body: 5TB } } }",
                        "{ profile: aws }",
                        "{ cors: { allowMethods: [GET] } }",
                        "{ authorizers: { open: { type: jwt, issuer: a, audiences: [b] } } }",
                        "{ authorizers: { users: { type: saml } } }",
                        "{ upstreams: { notes: { url: \"127.0.0.1:3000\" } } }",
                        "{ upstreams: { \"a b\": { url: \"http://x\" } } }",
                        "{ routes: [] }",
                        "{ routes: [{ match: GET / }] }",
                        "{ routes: [{ match: GET /, authorizer: a, upstream: b, allowInPath: [\"..\"] }] }",
                        "{ admin: { token: short } }",
                        "{ log: { access: \"yes\" } }")
                .map(text -> DynamicTest.dynamicTest(text, () -> {
                    JsonObject whole = BASE.copy().put("authorizers", new JsonObject());
                    assertThat(SchemaFile.validate(whole).getValid()).isTrue();
                    assertThat(SchemaFile.validate(whole.mergeIn(YamlDocument.read(text)))
                                    .getValid())
                            .isFalse();
                }));
    }

    @Test
    void a_type_of_a_plug_in_is_any_that_is_not_built_in_and_only_beside_plugins() {
        JsonObject definitions = SchemaFile.SCHEMA.getJsonObject("$defs");
        List<String> builtIn = definitions.getJsonObject("authorizer").getJsonArray("oneOf").stream()
                .map(one -> SchemaFile.resolved((JsonObject) one).getJsonObject("properties"))
                .map(properties -> properties.getJsonObject("type").getString("const"))
                .toList();
        assertThat(property(definitions.getJsonObject("pluginAuthorizer"), "type")
                        .getJsonObject("not")
                        .getJsonArray("enum"))
                .containsExactlyElementsOf(builtIn);
        JsonObject custom = new JsonObject().put("type", "passphrase").put("words", 3);
        JsonObject whole = BASE.copy().put("authorizers", new JsonObject().put("users", custom));
        assertThat(SchemaFile.validate(whole).getValid()).isFalse();
        assertThat(SchemaFile.validate(whole.put("plugins", "./plugins")).getValid())
                .isTrue();
        assertThat(SchemaFile.validate(whole.put(
                                "authorizers", new JsonObject().put("users", new JsonObject().put("type", "jwt"))))
                        .getValid())
                .isFalse();
    }

    /** Where authorizers are on the class path; the module of the gateway has them all. */
    @TestFactory
    Stream<DynamicTest> the_schema_has_exactly_the_settings_of_every_authorizer() {
        return ServiceLoader.load(AuthorizerFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> SchemaFile.SCHEMA.getJsonObject("$defs").containsKey(factory.type()))
                .map(factory -> DynamicTest.dynamicTest(factory.type(), () -> {
                    JsonObject ours = SchemaFile.SCHEMA.getJsonObject("$defs").getJsonObject(factory.type());
                    JsonObject theirs = factory.schema();
                    assertThat(ours.getJsonObject("properties").fieldNames())
                            .isEqualTo(theirs.getJsonObject("properties").fieldNames());
                    for (String key : ours.getJsonObject("properties").fieldNames()) {
                        assertThat(property(ours, key).getValue("default"))
                                .as(key)
                                .isEqualTo(property(theirs, key).getValue("default"));
                    }
                    assertThat(ours.getJsonArray("required"))
                            .containsExactlyInAnyOrderElementsOf(theirs.getJsonArray("required"));
                }));
    }

    private static JsonArray words(JsonObject property) {
        JsonArray choices = property.getJsonArray("anyOf");
        return choices == null ? null : choices.getJsonObject(0).getJsonArray("enum");
    }

    /** The base with one key written into one section. */
    private static JsonObject written(SchemaFile.Section section, String key, Object value) {
        JsonObject whole = BASE.copy();
        JsonObject at = whole;
        for (int i = 0; i < section.path().size(); i++) {
            String step = section.path().get(i);
            if (step.equals("routes")) {
                at = whole.getJsonArray("routes").getJsonObject(0);
                i++;
                continue;
            }
            if (!at.containsKey(step)) {
                at.put(step, new JsonObject());
            }
            at = at.getJsonObject(step);
        }
        at.put(key, value);
        if (section.path().contains("cors") && !at.containsKey("allowOrigins")) {
            at.put("allowOrigins", new JsonArray().add("https://a.example.com"));
        }
        return whole;
    }

    private static String name(SchemaFile.Section section, String key) {
        return String.join(".", section.path()) + "." + key;
    }

    private static ConfigResult result(JsonObject config) {
        return new ConfigReader(Map.of()).readText(config.encode(), Path.of("postern.yaml"));
    }

    private static GatewayConfig read(JsonObject config) {
        ConfigResult result = result(config);
        assertThat(result.problems().errors()).isEmpty();
        return result.config();
    }

    /** Only what was configured: not the hash, not the live settings of authorizers, and `cors` written or not. */
    private static GatewayConfig withoutIdentity(GatewayConfig config) {
        boolean cors = config.routes().get(0).cors() != null || config.cors() != null;
        CorsConfig one = cors
                ? config.cors() != null ? config.cors() : config.routes().get(0).cors()
                : null;
        if (cors) {
            assertThat(one)
                    .isEqualTo(new CorsConfig(
                            one.path(),
                            List.of("https://a.example.com"),
                            List.of(),
                            List.of(),
                            List.of(),
                            false,
                            null));
        }
        RouteConfig route = config.routes().get(0);
        return new GatewayConfig(
                config.profile(),
                config.server(),
                config.admin(),
                config.api(),
                config.upstreams(),
                config.functions(),
                config.functionNames(),
                Map.of(),
                config.identity(),
                null,
                List.of(new RouteConfig(
                        route.path(),
                        route.match(),
                        route.hosts(),
                        route.authorizer(),
                        route.upstream(),
                        route.rules(),
                        null,
                        route.rewrite(),
                        route.bodyLimit(),
                        route.webSocket(),
                        route.allowInPath(),
                        route.headers())),
                config.trust(),
                config.log(),
                null,
                null,
                config.plugins(),
                config.patience(),
                "",
                List.of());
    }

    private static JsonObject property(JsonObject schema, String key) {
        return schema.getJsonObject("properties").getJsonObject(key);
    }
}
