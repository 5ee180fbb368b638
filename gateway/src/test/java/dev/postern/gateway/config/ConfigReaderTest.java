package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.RouteRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    private static final String SMALL = """
            upstreams: { notes: { url: "http://127.0.0.1:3000" } }
            authorizers: { users: { type: cognito, clients: [c] } }
            routes: [{ match: GET /notes, authorizer: users, upstream: notes }]
            """;

    @TempDir
    Path directory;

    @Test
    void a_small_configuration_has_every_default() {
        GatewayConfig config = read(SMALL);
        assertThat(config.profile()).isEqualTo(Profile.POSTERN);
        assertThat(config.server()).isEqualTo(ServerConfig.DEFAULT);
        assertThat(config.admin()).isEqualTo(AdminConfig.DEFAULT);
        assertThat(config.api()).isEqualTo(ApiDescription.DEFAULT);
        assertThat(config.identity()).isEqualTo(IdentityConfig.DEFAULT);
        assertThat(config.identity().headers().keySet()).containsExactly("X-Principal-Id", "X-Username", "X-Email");
        assertThat(config.log()).isEqualTo(LogConfig.DEFAULT);
        assertThat(config.cors()).isNull();
        assertThat(config.trust()).isEmpty();
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.hash()).matches("[0-9a-f]{12}");
        UpstreamConfig notes = config.upstreams().get("notes");
        assertThat(notes.host()).isEqualTo("127.0.0.1");
        assertThat(notes.port()).isEqualTo(3000);
        assertThat(notes.pathPrefix()).isEmpty();
        assertThat(notes.timeouts()).isEqualTo(UpstreamConfig.Timeouts.DEFAULT);
        assertThat(notes.pool())
                .isEqualTo(UpstreamConfig.Pool.DEFAULT)
                .isEqualTo(new UpstreamConfig.Pool(1024, 256, Duration.ofMinutes(5), 16 << 10));
        assertThat(notes.tlsSettings()).isEqualTo(UpstreamConfig.Tls.DEFAULT);
        assertThat(notes.forwardCredential()).isTrue();
        assertThat(config.routes())
                .containsExactly(new RouteConfig(
                        "routes[0]",
                        "GET /notes",
                        List.of(),
                        "users",
                        "notes",
                        RouteRules.NONE,
                        null,
                        null,
                        -1,
                        WebSocketConfig.DEFAULT,
                        List.of(),
                        Map.of()));
    }

    @Test
    void every_value_reaches_its_record() throws IOException {
        Files.writeString(directory.resolve("ca.pem"), "");
        GatewayConfig config = read("""
                profile: rest-api
                server:
                  host: "[::1]"
                  port: 1
                  timeouts: { head: 1s, body: 2s, idle: 3s, total: 4s }
                  limits: { requestLine: 1KiB, headers: 2KiB, headerCount: 9, connections: 10, body: 3MiB, token: 4KiB, mappedBody: 5KiB }
                  drain: { delay: 5s, timeout: 6s }
                  trustedProxies: [10.0.0.0/8]
                  allowUnderscores: [X_Source]
                  methodOverride: aws
                  proxyProtocol: true
                admin: { host: 0.0.0.0, port: 2, token: 0123456789abcdef }
                api: { id: a, stage: b, region: eu-west-1, account: "123456789012", basePath: /c, stageVariables: { d: e } }
                trust: ca.pem
                log: { level: debug, access: false }
                start: { patience: 7s }
                identity: { headers: { X-User: $context.authorizer.username }, encoding: base64, unverifiedEmail: send }
                cors: { allowOrigins: ["https://a.example.com"], allowMethods: [GET], allowHeaders: [x-a], exposeHeaders: [x-b], allowCredentials: true, maxAge: 8s }
                upstreams:
                  notes:
                    url: HTTPS://Notes.internal/base/
                    tls: { ca: ca.pem, cert: ca.pem, key: ca.pem, verify: true }
                    timeouts: { connect: 1s, pool: 2s, head: 3s, idle: 4s }
                    pool: { size: 1, queue: 2, lifetime: 3s, bodyBuffer: 4KiB }
                    preserveHost: true
                    forwardCredential: false
                    health: /healthz
                  socket: { url: "unix:app.sock" }
                authorizers: { users: { type: jwt } }
                routes:
                  - match: "  GET   /notes/{id} "
                    hosts: [A.example.com]
                    authorizer: users
                    upstream: notes
                    scopes: [s]
                    groups: [g]
                    claims: { c: [v, w], d: x, e: 1, f: true }
                    cors: { allowOrigins: ["*"] }
                    path: "/v1/{id}"
                    bodyLimit: 9B
                    webSocket: { idle: 10m, closeOnExpiry: false }
                    allowInPath: ["%2F"]
                    request: { headers: { X-Plan: $context.authorizer.plan } }
                """);
        assertThat(config.profile()).isEqualTo(Profile.REST_API);
        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        "::1",
                        1,
                        new ServerConfig.Timeouts(seconds(1), seconds(2), seconds(3), seconds(4)),
                        new ServerConfig.Limits(1024, 2048, 9, 10, 3 << 20, 4096, 5120),
                        new ServerConfig.Drain(seconds(5), seconds(6)),
                        List.of("10.0.0.0/8"),
                        List.of("x_source"),
                        true,
                        null,
                        false,
                        true));
        assertThat(config.admin()).isEqualTo(new AdminConfig("0.0.0.0", 2, "0123456789abcdef"));
        assertThat(config.api())
                .isEqualTo(new ApiDescription("a", "b", "eu-west-1", "123456789012", "/c", Map.of("d", "e")));
        Path pem = directory.resolve("ca.pem");
        assertThat(config.trust()).containsExactly(pem.toString());
        assertThat(config.log()).isEqualTo(new LogConfig("debug", false));
        assertThat(config.patience()).isEqualTo(seconds(7));
        assertThat(config.identity())
                .isEqualTo(new IdentityConfig(
                        Map.of("X-User", "$context.authorizer.username"), IdentityConfig.Encoding.BASE64, true));
        assertThat(config.cors())
                .isEqualTo(new CorsConfig(
                        "cors",
                        List.of("https://a.example.com"),
                        List.of("GET"),
                        List.of("x-a"),
                        List.of("x-b"),
                        true,
                        seconds(8)));
        assertThat(config.upstreams().get("notes"))
                .isEqualTo(new UpstreamConfig(
                        "notes",
                        true,
                        "notes.internal",
                        443,
                        null,
                        "/base",
                        new UpstreamConfig.Timeouts(seconds(1), seconds(2), seconds(3), seconds(4)),
                        new UpstreamConfig.Pool(1, 2, seconds(3), 4096),
                        new UpstreamConfig.Tls(pem, pem, pem, true),
                        true,
                        false,
                        false,
                        "/healthz"));
        assertThat(config.upstreams().get("socket").socket())
                .isEqualTo(directory.resolve("app.sock").toString());
        assertThat(config.routes())
                .containsExactly(new RouteConfig(
                        "routes[0]",
                        "GET /notes/{id}",
                        List.of("a.example.com"),
                        "users",
                        "notes",
                        new RouteRules(
                                List.of("s"),
                                List.of("g"),
                                Map.of(
                                        "c",
                                        List.of("v", "w"),
                                        "d",
                                        List.of("x"),
                                        "e",
                                        List.of("1"),
                                        "f",
                                        List.of("true"))),
                        new CorsConfig("routes[0].cors", List.of("*"), List.of(), List.of(), List.of(), false, null),
                        "/v1/{id}",
                        9,
                        new WebSocketConfig(Duration.ofMinutes(10), false),
                        List.of("%2F"),
                        Map.of("X-Plan", "$context.authorizer.plan")));
        assertThat(config.files()).contains(pem);
    }

    @Test
    void the_rewrite_may_stand_under_request_too() {
        GatewayConfig config = read(SMALL.replace("upstream: notes }]", "upstream: notes, request: { path: /v1 } }]"));
        assertThat(config.routes().get(0).rewrite()).isEqualTo("/v1");
    }

    @Test
    void everybody_is_a_proxy_in_two_halves_when_said_twice() {
        GatewayConfig config = read("server: { trustedProxies: [0.0.0.0/0, \"::/0\"], trustAnyProxy: true }\n" + SMALL);
        assertThat(config.server().trustedProxies()).containsExactly("0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1");
    }

    @Test
    void json_is_yaml() {
        assertThat(read("""
                                {
                                "upstreams": { "notes": { "url": "http://127.0.0.1:3000" } },
                                "authorizers": { "users": { "type": "jwt" } },
                                "routes": [ { "match": "GET /{id}", "authorizer": "users", "upstream": "notes" } ]
                                }
                                """).routes()).hasSize(1);
    }

    @Test
    @DisplayName("placeholders are replaced once and by the type of the key (SR-161)")
    void placeholders_are_replaced_once_and_by_the_type_of_the_key() throws IOException {
        Files.writeString(directory.resolve("secret"), "0123456789abcdef\n");
        Map<String, String> environment = Map.of("PORT", "8081", "A", "${PORT}", "ORIGINS", "https://a, https://b");
        GatewayConfig config = read(environment, SMALL + """
                        server: { port: "${PORT}", timeouts: { head: "${HEAD:-3s}" } }
                        admin: { token: "${file:secret}" }
                        api: { stageVariables: { a: "x${A}y", b: "$${PORT}", c: "$$${PORT}", d: "${B:-}", e: "${B:-a:-b}" } }
                        cors: { allowOrigins: "${ORIGINS}", allowHeaders: ["a${PORT}"] }
                        log: { access: "${ACCESS:-false}" }
                        identity: { headers: { X-A: "'${PORT}'" } }
                        """);
        assertThat(config.server().port()).isEqualTo(8081);
        assertThat(config.server().timeouts().head()).isEqualTo(seconds(3));
        assertThat(config.admin().token()).isEqualTo("0123456789abcdef");
        assertThat(config.api().stageVariables())
                .containsOnly(
                        Map.entry("a", "x${PORT}y"),
                        Map.entry("b", "${PORT}"),
                        Map.entry("c", "$${PORT}"),
                        Map.entry("d", ""),
                        Map.entry("e", "a:-b"));
        assertThat(config.cors().allowOrigins()).containsExactly("https://a", "https://b");
        assertThat(config.log().access()).isFalse();
        assertThat(config.identity().headers()).containsEntry("X-A", "'${PORT}'");
        assertThat(config.files()).contains(directory.resolve("secret"));
    }

    @Test
    void a_missing_secret_is_a_warning_only_while_checking() {
        String text = SMALL + "admin: { token: \"${file:secret}\" }\n";
        Path file = directory.resolve("postern.yaml");
        assertThat(new ConfigReader(Map.of()).readText(text, file).problems().errors())
                .hasSize(1);
        ConfigResult checked = new ConfigReader(Map.of()).forChecking().readText(text, file);
        assertThat(checked.problems().errors()).isEmpty();
        assertThat(checked.problems().warnings()).hasSize(1);
        assertThat(checked.files()).contains(directory.resolve("secret"));
    }

    @Test
    @DisplayName("the value of a secret is in no message (SR-137)")
    void the_value_of_a_secret_is_in_no_message() throws IOException {
        Files.writeString(directory.resolve("secret"), "hunter2");
        ConfigResult result =
                new ConfigReader(Map.of("WORD", "swordfish")).readText("""
                        profile: ${WORD}
                        server: { host: "a ${WORD}", port: "${WORD}", allowUnderscores: ["${WORD}"], trustedProxies: ["${WORD}"] }
                        admin: { token: "${file:secret}", host: "/${file:secret}" }
                        api: { basePath: "${WORD}" }
                        trust: ["${WORD}"]
                        cors: { allowOrigins: ["${WORD}"], allowMethods: ["${WORD} "] }
                        upstreams: { notes: { url: "http://x:${WORD}@y" } }
                        authorizers: { users: { type: cognito } }
                        routes: [{ match: "${WORD}", hosts: ["${WORD}:1"], authorizer: "${WORD}", upstream: "a${file:secret}", allowInPath: ["${WORD}"] }]
                        """, directory.resolve("postern.yaml"));
        assertThat(result.problems().errors()).hasSizeGreaterThan(9);
        assertThat(result.problems().render()).doesNotContain("swordfish").doesNotContain("hunter2");
        result.problems().error("admin.token", "'hunter2' is wrong", "not hunter2");
        assertThat(result.problems().render()).doesNotContain("hunter2").contains("'${file:secret}' is wrong");
    }

    @Test
    @DisplayName("a route without a usable authorizer is denied (SR-114)")
    void a_route_without_a_usable_authorizer_is_denied() {
        ConfigResult result = result(Map.of(), """
                upstreams: { notes: { url: "http://127.0.0.1:3000" }, broken: { url: "nowhere" } }
                authorizers: { custom: none }
                routes:
                  - { match: GET /a, authorizer: custom, upstream: notes }
                  - { match: GET /b, authorizer: nobody, upstream: broken }
                  - { match: GET /c, upstream: notes }
                  - { match: GET /d, authorizer: open, upstream: notes }
                """);
        assertThat(result.usable()).isFalse();
        assertThat(result.config().routes())
                .extracting(RouteConfig::authorizer)
                .containsExactly("deny", "deny", "deny", "open");
        assertThat(result.config().routes())
                .extracting(RouteConfig::upstream)
                .containsExactly("notes", null, "notes", "notes");
    }

    @Test
    void later_phases_report_at_the_places_of_the_same_file() {
        ConfigResult result = result(Map.of(), SMALL);
        result.config().authorizers().get("users").settings().problem("clients", "is wrong", "write another");
        result.problems().warning("routes[0].match", "is shadowed", "move it");
        result.problems().error("identity.headers.X-Email", "is wrong", "write another");
        assertThat(result.problems().list())
                .extracting(problem -> problem.toString().replace(directory + "/", ""))
                .containsExactly(
                        "postern.yaml:1:1 identity.headers.X-Email: is wrong; write another",
                        "postern.yaml:2:49 authorizers.users.clients: is wrong; write another",
                        "postern.yaml:3:19 routes[0].match: warning: is shadowed; move it");
    }

    @Test
    void files_that_cannot_be_configurations_are_refused() throws IOException {
        ConfigReader reader = new ConfigReader(Map.of());
        Path missing = directory.resolve("missing.yaml");
        assertThat(reader.read(missing).problems().render())
                .isEqualTo(missing + ":1:1 (file): there is no such file; name an existing file\n");
        assertThat(reader.read(missing).files()).containsExactly(missing);
        assertThat(reader.read(directory).problems().render()).contains("is a directory");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff, (byte) 0xfe});
        assertThat(reader.read(binary).problems().render()).contains("is not UTF-8 text");
        Path large = Files.writeString(directory.resolve("large"), "#".repeat(YamlReader.MAX_CHARACTERS + 1));
        assertThat(reader.read(large).problems().render()).contains("is larger than 3MiB");
        Path marked = Files.writeString(directory.resolve("marked"), "\uFEFF" + SMALL);
        assertThat(reader.read(marked).usable()).isTrue();
    }

    @Test
    void variables_that_a_file_makes_useless_are_warned_about() throws IOException {
        Path file = Files.writeString(
                directory.resolve("postern.yaml"), SMALL.replace("http://127.0.0.1:3000", "${POSTERN_UPSTREAM}"));
        ConfigResult result = new ConfigReader(Map.of(
                        "POSTERN_UPSTREAM", "http://app:3000",
                        "POSTERN_CLIENTS", "secret-client",
                        "POSTERN_PORT", "tcp://10.0.0.1:8080",
                        "POSTERN_JAVA_OPTS", "-Xmx64m"))
                .read(file);
        assertThat(result.problems().render())
                .isEqualTo("environment POSTERN_CLIENTS: warning: is ignored, as " + file
                        + " is the configuration; unset it, or write ${POSTERN_CLIENTS} in the file\n");
        assertThat(result.config().upstreams().get("notes").host()).isEqualTo("app");
    }

    @Test
    void the_hash_follows_values_and_not_layout() {
        String hash = read(SMALL).hash();
        assertThat(read("# comment\n\n" + SMALL).hash()).isEqualTo(hash);
        assertThat(read(SMALL.replace("3000", "3001")).hash()).isNotEqualTo(hash);
    }

    private GatewayConfig read(String text) {
        return read(Map.of(), text);
    }

    private GatewayConfig read(Map<String, String> environment, String text) {
        ConfigResult result = result(environment, text);
        assertThat(result.problems().render()).isEmpty();
        return result.config();
    }

    private ConfigResult result(Map<String, String> environment, String text) {
        return new ConfigReader(environment).readText(text, directory.resolve("postern.yaml"));
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
