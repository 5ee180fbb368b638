package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.PluginJar;
import dev.postern.gateway.testing.RawClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins as jars on the disk: what can be wrong with them, what they see, and what a change of one does. */
@Tag("socket")
class PluginsTest {

    /** An authorizer that denies for a reason that its settings name. */
    private static final String FACTORY = """
            package com.example;

            import dev.postern.authorizer.*;
            import io.vertx.core.Future;
            import io.vertx.core.json.JsonObject;

            public final class NAME implements AuthorizerFactory {
                public String type() { return "TYPE"; }
                public JsonObject schema() { return new JsonObject(); }
                public Authorizer create(AuthorizerContext context, Settings settings) {
                    settings.finish();
                    BODY
                }
            }
            """;

    private static final String DENY = "return request -> Future.succeededFuture(Decision.Deny.because(Reason.%s));";

    private static final String HANDLER = """
            package com.example;

            import com.amazonaws.services.lambda.runtime.*;

            public class NAME implements RequestHandler<IN, Object> {
                public Object handleRequest(IN event, Context context) { return null; }
            }
            """;

    @TempDir
    private Path directory;

    private Path plugins;

    @BeforeEach
    void make() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
    }

    private static PluginJar factory(String name, String type, String body) {
        return new PluginJar()
                .source(FACTORY.replace("NAME", name).replace("TYPE", type).replace("BODY", body))
                .factory("com.example." + name);
    }

    private static String handler(String name, String in) {
        return HANDLER.replace("NAME", name).replace("IN", in);
    }

    private ConfigResult read(String rest) throws IOException {
        Path file = directory.resolve("t.yaml");
        Files.writeString(
                file,
                "server: { host: 127.0.0.1, port: 0, drain: { delay: 0s } }\nadmin: { host: 127.0.0.1, port: 0 }\n"
                        + "upstreams: { notes: { url: \"http://127.0.0.1:1\" } }\n" + rest);
        return new ConfigReader(Map.of()).read(file);
    }

    /** What {@code check} says, without the directory. */
    private String check(String rest) throws IOException {
        ConfigResult read = read(rest);
        Vertx vertx = Vertx.vertx();
        try {
            ConfigurationCheck.compile(vertx, read);
        } finally {
            Await.result(vertx.close());
        }
        return read.problems().render().replace(directory + "/", "");
    }

    private static String routes(String authorizer) {
        return "routes: [{ match: GET /, authorizer: " + authorizer + ", upstream: notes }]\n";
    }

    private static String using(String type) {
        return "plugins: ./plugins\nauthorizers: { mine: { type: " + type + " } }\n" + routes("mine");
    }

    @Test
    void a_jar_that_is_none_is_named() throws IOException {
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        factory("A", "mine", DENY.formatted("DENIED")).write(plugins.resolve("good.jar"));
        assertThat(check(using("mine")))
                .startsWith("t.yaml:4:10 plugins: 'broken.jar' cannot be read as a jar: ")
                .endsWith("; build it again\n")
                .hasLineCount(1);
    }

    @Test
    void two_plug_ins_with_one_type_are_both_named() throws IOException {
        factory("A", "mine", DENY.formatted("DENIED")).write(plugins.resolve("a.jar"));
        factory("B", "mine", DENY.formatted("DENIED")).write(plugins.resolve("b.jar"));
        assertThat(check(using("mine")))
                .isEqualTo("t.yaml:4:10 plugins: 'a.jar' and 'b.jar' both bring the authorizer type 'mine';"
                        + " keep one of them\n");
    }

    @Test
    void a_type_that_is_built_in_is_refused() throws IOException {
        factory("A", "jwt", DENY.formatted("DENIED")).write(plugins.resolve("a.jar"));
        assertThat(check("plugins: ./plugins\n" + routes("deny")))
                .isEqualTo("t.yaml:4:10 plugins: 'a.jar' brings the authorizer type 'jwt', which is built in;"
                        + " give it another type\n");
    }

    @Test
    void factories_that_are_not_there_or_cannot_be_made_are_told_with_their_jar() throws IOException {
        new PluginJar().factory("com.example.Nobody").write(plugins.resolve("a.jar"));
        factory(
                        "B",
                        "b\";} static { if (true) throw new IllegalStateException(\"no licence\"); } String s() { return \"",
                        "return null;")
                .write(plugins.resolve("b.jar"));
        factory("C", "Not A Type", "return null;").write(plugins.resolve("c.jar"));
        assertThat(check("plugins: ./plugins\n" + routes("deny")).lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("t.yaml:4:10 plugins: the authorizers of 'a.jar' cannot be loaded: ")
                        && line.contains("com.example.Nobody"))
                .anyMatch(line -> line.startsWith("t.yaml:4:10 plugins: the authorizers of 'b.jar' cannot be loaded: "))
                .anyMatch(line ->
                        line.startsWith("t.yaml:4:10 plugins: 'c.jar' brings an authorizer whose type is Not A Type"));
    }

    @Test
    void a_factory_that_throws_or_says_nothing_is_an_error_at_the_type() throws IOException {
        factory("A", "throws", "throw new IllegalArgumentException(\"out of order\");")
                .write(plugins.resolve("a.jar"));
        factory("B", "silent", "return null;").write(plugins.resolve("b.jar"));
        assertThat(check(using("throws")))
                .isEqualTo("t.yaml:5:30 authorizers.mine.type: plug-in 'a.jar' failed:"
                        + " java.lang.IllegalArgumentException: out of order; see its documentation, or mend it\n");
        assertThat(check(using("silent")))
                .isEqualTo("t.yaml:5:30 authorizers.mine.type: plug-in 'b.jar' made no authorizer and did not say why;"
                        + " see its documentation, or mend it\n");
    }

    @Test
    void what_is_no_plug_in_is_told_and_what_begins_with_a_dot_is_left_alone() throws IOException {
        Files.writeString(plugins.resolve("notes.txt"), "");
        Files.writeString(plugins.resolve(".hidden.jar"), "no jar");
        assertThat(check("plugins: ./plugins\n" + routes("deny")))
                .isEqualTo(
                        "t.yaml:4:10 plugins: warning: 'notes.txt' is neither a jar nor a directory and is not looked"
                                + " at; remove it, or let its name end with .jar\n"
                                + "t.yaml:4:10 plugins: warning: there is no plug-in in plugins; put a jar into it, or remove"
                                + " this line\n");
    }

    @Test
    void a_plug_in_sees_the_spi_and_nothing_else_of_the_gateway_or_of_others() throws IOException {
        String body = """
                StringBuilder seen = new StringBuilder();
                for (String name : new String[] {
                    "dev.postern.authorizer.Reason", "dev.postern.function.LambdaFunction", "io.vertx.core.Vertx",
                    "org.slf4j.Logger", "java.util.List", "dev.postern.gateway.Gateway",
                    "dev.postern.authorizer.jwt.JwtAuthorizer", "dev.postern.function.url.UrlFunction",
                    "io.netty.buffer.ByteBuf", "com.fasterxml.jackson.core.JsonFactory", "com.example.B",
                    "com.example.A" }) {
                    try {
                        Class.forName(name, false, A.class.getClassLoader());
                        seen.append('+');
                    } catch (ClassNotFoundException e) {
                        seen.append('-');
                    }
                }
                boolean ours = A.class.getClassLoader().getResource("logback.xml") != null
                        || A.class.getClassLoader().getResource("config/demo.yaml") != null;
                throw new IllegalStateException(seen + " " + ours);
                """;
        factory("A", "mine", body).write(plugins.resolve("a.jar"));
        factory("B", "other", DENY.formatted("DENIED")).write(plugins.resolve("b.jar"));
        assertThat(check(using("mine"))).contains("java.lang.IllegalStateException: +++++------+ false;");
    }

    @Test
    void a_sub_directory_is_one_plug_in_with_classes_jars_and_lib() throws IOException {
        Path unpacked = Files.createDirectory(plugins.resolve("unpacked"));
        Path library = Files.createDirectory(unpacked.resolve("lib"));
        new PluginJar().source(handler("Gate", "java.util.Map<String, Object>")).compile(unpacked);
        PluginJar.copyLambdaCore(library);
        assertThat(check("plugins: ./plugins\nfunctions: { f: { class: com.example.Gate } }\n" + routes("deny")))
                .isEmpty();
    }

    @Test
    void classes_of_functions_that_cannot_be_used_are_told_at_their_place() throws IOException {
        for (String name : new String[] {"one", "two"}) {
            Path home = Files.createDirectory(plugins.resolve(name));
            new PluginJar()
                    .source(handler("Twice", "Object"))
                    .source(handler(name.equals("one") ? "Own" : "Other", "Thread"))
                    .write(home.resolve(name + ".jar"));
            PluginJar.copyLambdaCore(home);
        }
        new PluginJar().source(handler("Alone", "Object")).write(plugins.resolve("three.jar"));
        String functions = """
                plugins: ./plugins
                functions:
                  nobody: { class: com.example.Nobody }
                  twice: { class: com.example.Twice }
                  own: { class: com.example.Own }
                  alone: { class: com.example.Alone }
                  secret: { class: com.example.Own$Hidden }
                """;
        assertThat(check(functions + routes("deny")).lines())
                .containsExactly(
                        "t.yaml:6:20 functions.nobody.class: 'com.example.Nobody' is in no plug-in; looked in one,"
                                + " three.jar, two",
                        "t.yaml:7:19 functions.twice.class: 'com.example.Twice' is in 'one' and in 'two'; keep one of"
                                + " them",
                        "t.yaml:8:17 functions.own.class: takes or returns objects of its own (java.lang.Thread), and"
                                + " its plug-in has no Jackson to make them; add"
                                + " com.fasterxml.jackson.core:jackson-databind to the plug-in, or use Map<String,"
                                + " Object>",
                        "t.yaml:9:19 functions.alone.class: has no aws-lambda-java-core beside it; add"
                                + " com.amazonaws:aws-lambda-java-core to the plug-in, as for Lambda itself",
                        "t.yaml:10:20 functions.secret.class: 'com.example.Own$Hidden' is in no plug-in; looked in one,"
                                + " three.jar, two");
    }

    @Test
    void a_class_without_plug_ins_says_where_it_is_looked_for() throws IOException {
        assertThat(check("functions: { f: { class: com.example.Gate } }\n" + routes("deny")))
                .isEqualTo("t.yaml:4:26 functions.f.class: is looked for in plug-ins, and there is no 'plugins'; add"
                        + " plugins: ./plugins\n");
    }

    /** A Jackson of four methods stands in: those that are called by name, as the real one has them. */
    @Test
    void a_handler_with_types_of_its_own_gets_them_from_the_jackson_of_its_plug_in() throws IOException {
        Path home = Files.createDirectory(plugins.resolve("typed"));
        PluginJar.copyLambdaCore(home);
        String jackson = "package com.fasterxml.jackson.databind;\n";
        new PluginJar()
                .source(jackson + "public enum DeserializationFeature { FAIL_ON_UNKNOWN_PROPERTIES }")
                .source(jackson + "public class JavaType { final Class<?> type; JavaType(Class<?> t) { type = t; } }")
                .source(jackson + """
                                public class ObjectMapper {
                                    private boolean lenient;
                                    public ObjectMapper configure(DeserializationFeature feature, boolean on) {
                                        lenient = !on;
                                        return this;
                                    }
                                    public JavaType constructType(java.lang.reflect.Type type) {
                                        return new JavaType((Class<?>) type);
                                    }
                                    @SuppressWarnings("unchecked")
                                    public <T> T readValue(byte[] json, JavaType type) throws java.io.IOException {
                                        if (!lenient || type.type != Thread.class) {
                                            throw new java.io.IOException("not so");
                                        }
                                        return (T) new Thread(new String(json));
                                    }
                                    public byte[] writeValueAsBytes(Object answer) {
                                        return ("[" + answer + "]").getBytes();
                                    }
                                }
                                """)
                .source(handler("Own", "Thread")
                        .replace("return null", "return event.getThreadGroup() == null ? 1 : 2"))
                .write(home.resolve("own.jar"));
        String functions = "plugins: ./plugins\nfunctions: { own: { class: com.example.Own } }\n";
        try (GatewayUnderTest gateway = GatewayUnderTest.start(read(functions + routes("deny")), Clock.systemUTC())) {
            LambdaFunction own = gateway.gateway().snapshot().functions().function("own");
            assertThat(Await.result(own.invoke(new Invocation(Buffer.buffer("{}"), Await.PATIENCE, null))))
                    .isEqualTo(new Outcome.Returned(Buffer.buffer("[2]")));
        }
    }

    @Test
    void what_a_plug_in_throws_keeps_the_gate_closed() throws IOException {
        factory("A", "mine", "return request -> { throw new NoClassDefFoundError(\"com/example/Missing\"); };")
                .write(plugins.resolve("a.jar"));
        try (GatewayUnderTest gateway = GatewayUnderTest.start(read(using("mine")), Clock.systemUTC());
                RawClient client = gateway.connect()) {
            assertThat(get(client)).isEqualTo(500);
            assertThat(gateway.accessLog(1).get(0)).contains("\"reason\":\"authorizer_failed\"");
        }
    }

    @Test
    void a_changed_jar_is_another_plug_in_after_the_reload_and_its_old_loader_is_closed() throws Exception {
        // The class is loaded when the first request comes, or not at all once its loader is closed.
        Path jar = plugins.resolve("a.jar");
        factory("A", "mine", DENY.formatted("DENIED")).write(jar);
        ConfigResult first = read(using("mine"));
        assertThat(first.files()).contains(jar);
        try (GatewayUnderTest gateway = GatewayUnderTest.start(first, Clock.systemUTC());
                RawClient client = gateway.connect()) {
            assertThat(get(client)).isEqualTo(403);
            Snapshot before = gateway.gateway().snapshot();
            Await.result(gateway.gateway().reload(read(using("mine"))));
            assertThat(gateway.gateway().snapshot().plugins()).isNotSameAs(before.plugins());
            assertThat(gateway.gateway().snapshot().plugins().owner("com.example.A", (what, right) -> {}))
                    .as("a plug-in whose jar did not change stays as it is")
                    .isSameAs(before.plugins().owner("com.example.A", (what, right) -> {}));
            ClassLoader old =
                    before.plugins().owner("com.example.A", (what, right) -> {}).loader();
            factory("A", "mine", DENY.formatted("CREDENTIAL_MISSING")).write(jar);
            Await.result(gateway.gateway().reload(read(using("mine"))));
            assertThat(get(client)).isEqualTo(401);
            Await.until("the old loader is closed", () -> old.getResource("com/example/A.class") == null);
        }
    }

    private static int get(RawClient client) {
        return client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").response().status();
    }
}
