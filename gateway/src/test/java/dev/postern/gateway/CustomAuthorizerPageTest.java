package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.testing.AuthorizerContract;
import dev.postern.authorizer.testing.AuthorizerFactoryContract;
import dev.postern.authorizer.testing.TestRequest;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.PluginJar;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/authorizers/custom.md}: its sources compile, its configurations run, its contract test passes. */
@Tag("socket")
class CustomAuthorizerPageTest {

    private static final Path PAGE = Path.of("..", "docs", "authorizers", "custom.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    private static Path directory;

    private static List<String> java;
    private static List<String> yaml;

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    private static String source(String className) {
        return java.stream()
                .filter(text -> text.contains("class " + className + " "))
                .findFirst()
                .orElseThrow();
    }

    @BeforeAll
    static void build() throws IOException {
        java = blocks("java");
        yaml = blocks("yaml");
        assertThat(java).hasSize(4);
        assertThat(yaml).hasSize(2);
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        new PluginJar()
                .source(source("ApiKeyFactory"))
                .source(source("ApiKeyAuthorizer"))
                .factory(blocks("text").get(0).strip())
                .write(plugins.resolve("api-key.jar"));
        Path gate = Files.createDirectory(plugins.resolve("gatekeeper"));
        new PluginJar().source(source("TokenAuthorizer")).write(gate.resolve("gatekeeper.jar"));
        PluginJar.copyLambdaCore(gate);
        Files.writeString(directory.resolve("reporting.key"), KEY + "\n");
    }

    private static GatewayUnderTest start(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(
                file,
                "server: { host: 127.0.0.1, port: 0, drain: { delay: 0s } }\nadmin: { host: 127.0.0.1, port: 0 }\n"
                        + text);
        ConfigResult read = new ConfigReader(Map.of()).read(file);
        return GatewayUnderTest.start(read, Clock.systemUTC());
    }

    @Test
    void the_api_key_authorizer_admits_its_key_and_nothing_else() throws IOException {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = start("spi.yaml", upstream(upstream) + yaml.get(0));
                RawClient client = gateway.connect()) {
            assertThat(get(client, "X-Api-Key: " + KEY + "\r\n").status()).isEqualTo(200);
            assertThat(upstream.requests().get(0)).containsIgnoringCase("x-principal-id: reporting\r\n");
            assertThat(get(client, "").status()).isEqualTo(401);
            assertThat(get(client, "X-Api-Key: " + KEY.toUpperCase() + "\r\n").status())
                    .isEqualTo(401);
            assertThat(get(client, "X-Api-Key: " + KEY + "\r\nX-Api-Key: " + KEY + "\r\n")
                            .status())
                    .isEqualTo(400);
            assertThat(upstream.requests()).hasSize(1);
            assertThat(gateway.accessLog(4).get(1)).contains("\"reason\":\"credential_missing\"");
        }
    }

    @Test
    void the_token_authorizer_answers_as_on_lambda() throws IOException {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = start("function.yaml", upstream(upstream) + yaml.get(1));
                RawClient client = gateway.connect()) {
            assertThat(get(client, "Authorization: Bearer sesame\r\n").status()).isEqualTo(200);
            assertThat(upstream.requests().get(0)).containsIgnoringCase("x-principal-id: jdoe\r\n");
            assertThat(get(client, "Authorization: Bearer guess\r\n").status()).isEqualTo(401);
            assertThat(get(client, "").status()).isEqualTo(401);
        }
    }

    private static String upstream(RecordingUpstream upstream) {
        return "upstreams: { notes: { url: \"http://127.0.0.1:" + upstream.port() + "\" } }\n";
    }

    private static RawResponse get(RawClient client, String headers) {
        return client.send("GET /notes HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n")
                .response();
    }

    /** What the page's test class inherits, run over what the page's sources made. */
    @Nested
    class Contract extends AuthorizerFactoryContract {

        private AuthorizerFactory made() {
            try {
                URL jar = directory
                        .resolve("plugins")
                        .resolve("api-key.jar")
                        .toUri()
                        .toURL();
                return ServiceLoader.load(
                                AuthorizerFactory.class,
                                new URLClassLoader(new URL[] {jar}, getClass().getClassLoader()))
                        .stream()
                        .filter(provider -> provider.type().getName().equals("com.example.ApiKeyFactory"))
                        .findFirst()
                        .orElseThrow()
                        .get();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected AuthorizerFactory factory() {
            return made();
        }

        @Override
        protected JsonObject settings() {
            return new JsonObject().put("keys", new JsonObject().put("reporting", KEY));
        }

        @Override
        protected TestRequest good() {
            return TestRequest.empty().header("X-Api-Key", KEY);
        }
    }

    @Test
    void the_contract_test_of_the_page_compiles_and_makes_the_authorizer() throws Exception {
        Path classes = Files.createDirectory(directory.resolve("test-classes"));
        new PluginJar()
                .source(source("ApiKeyFactory"))
                .source(source("ApiKeyAuthorizer"))
                .source(source("ApiKeyContractTest"))
                .compile(classes);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Object test = loader.loadClass("com.example.ApiKeyContractTest")
                    .getConstructor()
                    .newInstance();
            Method create = AuthorizerContract.class.getDeclaredMethod("create");
            create.setAccessible(true);
            assertThat(create.invoke(test)).isInstanceOf(Authorizer.class);
            Method close = AuthorizerContract.class.getDeclaredMethod("closeVertx");
            close.setAccessible(true);
            close.invoke(test);
        }
    }
}
