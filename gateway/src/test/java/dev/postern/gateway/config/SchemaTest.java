package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizerFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code config/postern.schema.json}, the reader, the examples and {@code docs/configuration.md} say the same. */
class SchemaTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final JsonObject SCHEMA = schema();

    /** A configuration in which every section may be written into. */
    private static final JsonObject BASE = new JsonObject()
            .put("upstreams", new JsonObject().put("notes", new JsonObject().put("url", "https://127.0.0.1:3000")))
            .put("authorizers", new JsonObject().put("users", new JsonObject().put("type", "jwt")))
            .put(
                    "routes",
                    new JsonArray()
                            .add(new JsonObject()
                                    .put("match", "GET /")
                                    .put("authorizer", "users")
                                    .put("upstream", "notes")));

    /** A section of the configuration: where it stands, and its part of the schema. */
    private record Section(List<String> path, JsonObject schema) {}

    @TestFactory
    Stream<DynamicTest> every_default_in_the_schema_is_the_default() {
        GatewayConfig standard = withoutIdentity(read(BASE));
        List<DynamicTest> tests = new ArrayList<>();
        for (Section section : sections()) {
            for (String key : section.schema.getJsonObject("properties").fieldNames()) {
                Object value = section.schema
                        .getJsonObject("properties")
                        .getJsonObject(key)
                        .getValue("default");
                if (value != null) {
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
        return sections().stream()
                .map(section -> DynamicTest.dynamicTest(name(section, ""), () -> {
                    String known = result(written(section, "nonsense", "x")).problems().errors().stream()
                            .filter(problem -> problem.what().startsWith("'nonsense' is not known here"))
                            .map(Problem::right)
                            .findFirst()
                            .orElseThrow();
                    assertThat(Set.of(known.substring("known are ".length()).split(", ")))
                            .isEqualTo(
                                    section.schema.getJsonObject("properties").fieldNames());
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_range_in_the_schema_is_the_range() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Section section : sections()) {
            for (String key : section.schema.getJsonObject("properties").fieldNames()) {
                JsonObject property = section.schema.getJsonObject("properties").getJsonObject(key);
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
        for (Section section : sections()) {
            for (String key : section.schema.getJsonObject("properties").fieldNames()) {
                JsonArray words =
                        words(section.schema.getJsonObject("properties").getJsonObject(key));
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
        assertThat(tests).hasSize(5);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> every_example_in_config_is_valid_and_read_without_a_word() throws IOException {
        List<Path> examples = examples();
        assertThat(examples).hasSizeGreaterThan(10);
        return examples.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    assertThat(Files.readString(file))
                            .startsWith("# yaml-language-server: $schema=postern.schema.json\n");
                    ConfigResult result = new ConfigReader(Map.of()).read(file);
                    assertThat(result.problems().render()).isEmpty();
                    assertThat(result.config()).isNotNull();
                    OutputUnit checked = validate(YamlDocument.read(file));
                    assertThat(checked.getErrors()).isNull();
                    assertThat(checked.getValid()).isTrue();
                }));
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
                    assertThat(validate(whole).getValid()).isTrue();
                    assertThat(validate(whole.mergeIn(YamlDocument.read(text))).getValid())
                            .isFalse();
                }));
    }

    /** Where authorizers are on the class path; the module of the gateway has them all. */
    @TestFactory
    Stream<DynamicTest> the_schema_has_exactly_the_settings_of_every_authorizer() {
        return ServiceLoader.load(AuthorizerFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> SCHEMA.getJsonObject("$defs").containsKey(factory.type()))
                .map(factory -> DynamicTest.dynamicTest(factory.type(), () -> {
                    JsonObject ours = SCHEMA.getJsonObject("$defs").getJsonObject(factory.type());
                    JsonObject theirs = factory.schema();
                    assertThat(ours.getJsonObject("properties").fieldNames())
                            .isEqualTo(theirs.getJsonObject("properties").fieldNames());
                    assertThat(ours.getJsonArray("required"))
                            .containsExactlyInAnyOrderElementsOf(theirs.getJsonArray("required"));
                }));
    }

    @Test
    void every_key_and_default_is_documented() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/configuration.md"));
        List<String> missing = new ArrayList<>();
        for (String path : new TreeSet<>(documented("", SCHEMA).keySet())) {
            Object value = documented("", SCHEMA).get(path);
            String shown = value.equals("") ? "" : "| `" + value + "` |";
            if (lines.stream().noneMatch(line -> line.startsWith("| `" + path + "` |") && line.contains(shown))) {
                missing.add(path + " " + shown);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void every_variable_is_documented() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/configuration.md")).lines())
                .filteredOn(line -> line.startsWith("| `POSTERN_"))
                .extracting(line -> line.substring(3, line.indexOf('`', 3)))
                .containsExactlyInAnyOrderElementsOf(EnvironmentVariables.KNOWN);
    }

    /** Every path of a key, with its default; an empty text where there is none or it is shown otherwise. */
    private static Map<String, Object> documented(String path, JsonObject part) {
        JsonObject schema = resolved(part);
        Map<String, Object> keys = new java.util.LinkedHashMap<>();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (String key : properties.fieldNames()) {
            String at = path.isEmpty() ? key : path + "." + key;
            if (at.equals("routes.cors")) {
                keys.put(at, "");
                continue;
            }
            JsonObject property = resolved(properties.getJsonObject(key));
            Object value = property.getValue("default");
            keys.put(
                    at,
                    value == null || value instanceof JsonObject || "".equals(value) || value instanceof JsonArray
                            ? ""
                            : value);
            keys.putAll(documented(at, property));
            if (property.getValue("additionalProperties") instanceof JsonObject item && item.containsKey("$ref")) {
                keys.putAll(documented(at + ".NAME", item));
            }
            if (property.getValue("items") instanceof JsonObject item) {
                keys.putAll(documented(at, item));
            }
        }
        for (String type : List.of("cognito", "jwt")) {
            if (path.equals("authorizers.NAME")) {
                JsonObject settings = SCHEMA.getJsonObject("$defs").getJsonObject(type);
                settings.getJsonObject("properties").fieldNames().forEach(key -> keys.put(type + "." + key, ""));
            }
        }
        return keys;
    }

    private static List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(List.of(), SCHEMA));
        for (String key : List.of("server", "admin", "api", "identity", "cors", "log", "start")) {
            sections.add(section(key));
        }
        for (String key : List.of("timeouts", "limits", "drain")) {
            sections.add(section("server", key));
        }
        sections.add(section("upstreams", "notes"));
        for (String key : List.of("timeouts", "pool", "tls")) {
            sections.add(section("upstreams", "notes", key));
        }
        sections.add(section("routes", "0"));
        sections.add(section("routes", "0", "cors"));
        sections.add(section("routes", "0", "request"));
        return sections;
    }

    private static Section section(String... path) {
        JsonObject schema = SCHEMA;
        for (String step : path) {
            JsonObject properties = schema.getJsonObject("properties", new JsonObject());
            JsonObject next = properties.getJsonObject(step);
            if (next == null) {
                next = step.equals("0") ? schema.getJsonObject("items") : schema.getJsonObject("additionalProperties");
            }
            schema = resolved(next);
        }
        return new Section(List.of(path), schema);
    }

    private static JsonObject resolved(JsonObject part) {
        String reference = part.getString("$ref");
        return reference == null
                ? part
                : SCHEMA.getJsonObject("$defs").getJsonObject(reference.substring("#/$defs/".length()));
    }

    private static JsonArray words(JsonObject property) {
        JsonArray choices = property.getJsonArray("anyOf");
        return choices == null ? null : choices.getJsonObject(0).getJsonArray("enum");
    }

    /** The base with one key written into one section. */
    private static JsonObject written(Section section, String key, Object value) {
        JsonObject whole = BASE.copy();
        JsonObject at = whole;
        for (int i = 0; i < section.path.size(); i++) {
            String step = section.path.get(i);
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
        if (section.path.contains("cors") && !at.containsKey("allowOrigins")) {
            at.put("allowOrigins", new JsonArray().add("https://a.example.com"));
        }
        return whole;
    }

    private static String name(Section section, String key) {
        return String.join(".", section.path) + "." + key;
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
                        route.allowInPath(),
                        route.headers())),
                config.trust(),
                config.log(),
                config.patience(),
                "",
                List.of());
    }

    private static OutputUnit validate(JsonObject document) {
        return Validator.create(
                        JsonSchema.of(SCHEMA),
                        new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("https://postern.invalid/"))
                .validate(document);
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("config"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("demo.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonObject schema() {
        try {
            return new JsonObject(Files.readString(ROOT.resolve("config/postern.schema.json")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
