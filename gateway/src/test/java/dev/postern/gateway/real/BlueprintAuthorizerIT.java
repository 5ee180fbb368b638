package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import dev.postern.sample.testing.RealComponents;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The second article whole: a pool, its custom authorizer under AWS's runtime client for Node, and the notes behind the
 * packaged gateway. The authorizer knows the pool's id and region; its keys are packaged with it, or fetched from where
 * Cognito publishes them, which the function's environment leads to a server of this test.
 */
class BlueprintAuthorizerIT {

    private static final String HOST = "cognito-idp.us-east-1.amazonaws.com";
    private static final String ISSUER = "https://" + HOST + "/" + PoolOptions.POOL_ID;

    /** Where the keys are packaged, and where they are fetched. */
    private static final String PACKAGED = "/prod/notes";

    private static final String FETCHED = "/prod/fetched/notes";

    @TempDir
    private static Path directory;

    private static final CopyOnWriteArrayList<String> FETCHES = new CopyOnWriteArrayList<>();

    private static Vertx vertx;
    private static NotesBackend backend;
    private static DevelopmentUserPool pool;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        Path node = RealComponents.requireNode("aws-lambda-ric", "jsonwebtoken", "jwk-to-pem");
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        pool = pool(ISSUER);
        Path packaged = deployment(node, "packaged");
        Files.writeString(packaged.resolve("jwks.json"), pool.keySet().encode());
        Path config = directory.resolve("postern.yaml");
        Files.writeString(config, """
                profile: rest-api
                server: { host: 127.0.0.1, port: 0 }
                admin: { host: 127.0.0.1, port: 0 }
                api: { id: abcdef1234, stage: prod, basePath: /prod, region: us-east-1, account: "123456789012" }
                upstreams: { notes: { url: "http://127.0.0.1:%2$d" } }
                functions:
                  packaged:
                    runtime:
                      command: [node, "%1$s", authorizer.handler]
                      handler: authorizer.handler
                      directory: "%3$s"
                      environment: { PATH: "%4$s" }
                  fetching:
                    runtime:
                      command: [node, "%1$s", authorizer.handler]
                      handler: authorizer.handler
                      directory: "%5$s"
                      environment:
                        PATH: "%4$s"
                        NODE_EXTRA_CA_CERTS: "%6$s"
                        NODE_OPTIONS: "--require %7$s"
                        ROUTE_FROM: %8$s
                        ROUTE_TO: "%9$d"
                authorizers:
                  packaged: { type: lambda, function: packaged, event: token, ttl: 0s }
                  fetching: { type: lambda, function: fetching, event: token, ttl: 0s }
                routes:
                  - { match: "GET /notes", authorizer: packaged, upstream: notes }
                  - { match: "GET /fetched/notes", authorizer: fetching, upstream: notes, path: /notes }
                """.formatted(
                        node.resolve("node_modules/aws-lambda-ric/bin/index.mjs"),
                        backend.port(),
                        packaged,
                        System.getenv("PATH"),
                        deployment(node, "fetching"),
                        directory.resolve("ca.crt"),
                        node.resolve("lambda/reroute.cjs"),
                        HOST,
                        keyServer()));
        gateway = GatewayProcess.start(config);
    }

    /** The authorizer's file beside its libraries, as one packs it for AWS Lambda. */
    private static Path deployment(Path node, String name) throws IOException {
        Path deployment = Files.createDirectory(directory.resolve(name));
        Files.copy(
                node.resolve("lambda/authorizer/authorizer.js"),
                deployment.resolve("authorizer.js"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(deployment.resolve("node_modules"), node.resolve("node_modules"));
        return deployment;
    }

    private static DevelopmentUserPool pool(String issuer) {
        return Await.result(
                DevelopmentUserPool.start(vertx, PoolOptions.defaults().withIssuer(issuer)));
    }

    /** Publishes the pool's keys by HTTPS in Cognito's name. */
    private static int keyServer() {
        Certificates.in(directory).issue("cognito", "DNS:" + HOST);
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(directory.resolve("cognito.crt").toString())
                        .addKeyPath(directory.resolve("cognito.key").toString()));
        return Await.result(vertx.createHttpServer(options)
                        .requestHandler(request -> {
                            FETCHES.add(request.absoluteURI());
                            request.response().end(pool.keySet().toBuffer());
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.terminate();
            gateway.exit();
        }
        if (vertx != null) {
            Await.result(vertx.close());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {PACKAGED, FETCHED})
    void an_id_token_gets_the_notes_of_the_user_that_the_authorizer_named(String path) {
        HttpResponse<String> answer = call(path, pool.idToken("jdoe"));
        assertThat(answer.statusCode()).as(answer.body() + gateway.log()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("title")).isEqualTo("Notes for jdoe");
    }

    @Test
    void the_keys_are_fetched_where_cognito_has_them_and_once() {
        call(FETCHED, pool.idToken("jdoe"));
        call(FETCHED, pool.idToken("jdoe"));
        assertThat(FETCHES).containsExactly(ISSUER + "/.well-known/jwks.json");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {PACKAGED, FETCHED})
    void a_token_with_one_changed_byte_is_refused(String path) {
        String token = pool.idToken("jdoe");
        for (int at : new int[] {token.indexOf('.') + 20, token.length() - 20}) {
            char changed = token.charAt(at) == 'A' ? 'B' : 'A';
            assertRefused(path, token.substring(0, at) + changed + token.substring(at + 1));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {PACKAGED, FETCHED})
    void a_token_that_ended_is_refused(String path) {
        assertRefused(path, pool.idToken("jdoe", ending(-60)));
        assertThat(call(path, pool.idToken("jdoe", ending(60))).statusCode()).isEqualTo(200);
    }

    private static UnaryOperator<JsonObject> ending(int seconds) {
        return claims -> claims.put("exp", System.currentTimeMillis() / 1000 + seconds);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {PACKAGED, FETCHED})
    @DisplayName("a token of another pool is refused, also of one that takes this one's name")
    void a_token_of_another_pool_is_refused(String path) {
        assertRefused(path, pool("https://" + HOST + "/us-east-1_Another01").idToken("jdoe"));
        assertRefused(path, pool(ISSUER).idToken("jdoe"));
        assertRefused(path, pool.idToken("jdoe", claims -> claims.put("iss", ISSUER + "x")));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {PACKAGED, FETCHED})
    @DisplayName("an access token is refused")
    void an_access_token_is_refused(String path) {
        assertRefused(path, pool.accessToken("jdoe"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {PACKAGED, FETCHED})
    void what_is_no_token_is_refused_and_so_is_its_absence(String path) {
        assertRefused(path, "sesame");
        assertRefused(path, "Bearer " + pool.idToken("jdoe"));
        assertRefused(path, null);
    }

    private static HttpResponse<String> call(String path, String authorization) {
        Call call = Call.to(gateway.port(), path);
        return (authorization == null ? call : call.header("Authorization", authorization)).get();
    }

    private static void assertRefused(String path, String authorization) {
        long heard = backend.heard();
        HttpResponse<String> answer = call(path, authorization);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("UnauthorizedException");
        assertThat(backend.heard()).isEqualTo(heard);
    }
}
