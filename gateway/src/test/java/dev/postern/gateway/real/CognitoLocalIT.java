package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool of cognito-local, a sign-in with Cognito's own library, and the notes backend behind the gateway. */
class CognitoLocalIT {

    private static final String PASSWORD = "Passw0rd!";

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static NotesBackend backend;
    private static CognitoLocal cognito;
    private static GatewayUnderTest gateway;
    private static String config;
    private static String pool;
    private static String client;
    private static CognitoLocal.Session ada;

    @BeforeAll
    static void start() {
        cognito = CognitoLocal.start(directory);
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        pool = cognito.createPool("readers");
        client = cognito.createClient(pool, "notes");
        cognito.createUser(pool, "ada", PASSWORD);
        ada = cognito.signIn(pool, client, "ada", PASSWORD);
        config = """
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
                  machines: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: access }
                routes:
                  - { match: "ANY /notes", authorizer: users, upstream: notes }
                  - { match: "ANY /echo", authorizer: machines, upstream: notes }
                """.formatted(
                        backend.port(),
                        cognito.issuer(pool),
                        cognito.jwks(pool),
                        client,
                        cognito.issuer(pool),
                        cognito.jwks(pool),
                        client);
        gateway = GatewayUnderTest.start(config);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (vertx != null) {
            Await.result(vertx.close());
        }
        if (cognito != null) {
            cognito.close();
        }
    }

    @Test
    void the_backend_greets_the_caller_of_an_id_token_by_name() {
        HttpResponse<String> answer =
                Call.to(gateway.port(), "/notes").token(ada.id()).get();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new JsonObject(answer.body()).getString("title")).isEqualTo("Notes for ada");
    }

    @Test
    void the_token_may_stand_alone_as_api_gateway_takes_it() {
        HttpResponse<String> answer = Call.to(gateway.port(), "/notes")
                .header("Authorization", ada.id())
                .get();
        assertThat(new JsonObject(answer.body()).getString("title")).isEqualTo("Notes for ada");
    }

    @Test
    @DisplayName("an access token opens only the route that wants one (SR-91)")
    void an_access_token_opens_only_the_route_that_wants_one() {
        assertThat(Call.to(gateway.port(), "/echo").token(ada.access()).get().statusCode())
                .isEqualTo(200);
        assertRefused(gateway, ada.access(), "token_use_mismatch");
    }

    @Test
    @DisplayName("a token of another pool is refused (SR-99)")
    void a_token_of_another_pool_is_refused() {
        String other = cognito.createPool("strangers");
        String othersClient = cognito.createClient(other, "notes");
        cognito.createUser(other, "ada", PASSWORD);
        // The same key signs for every pool of cognito-local: only the issuer tells them apart.
        assertRefused(
                gateway, cognito.signIn(other, othersClient, "ada", PASSWORD).id(), "issuer_mismatch");
    }

    @Test
    void a_token_for_another_client_of_the_pool_is_refused() {
        String other = cognito.createClient(pool, "games");
        assertRefused(gateway, cognito.signIn(pool, other, "ada", PASSWORD).id(), "audience_mismatch");
    }

    @Test
    void a_token_with_one_changed_byte_is_refused() {
        int at = ada.id().length() - 20;
        char changed = ada.id().charAt(at) == 'A' ? 'B' : 'A';
        String tampered = ada.id().substring(0, at) + changed + ada.id().substring(at + 1);
        assertRefused(gateway, tampered, "signature_invalid");
    }

    @Test
    void a_request_without_a_token_is_refused() {
        assertRefused(gateway, null, "credential_missing");
    }

    @Test
    void a_token_is_refused_from_the_second_it_expires() {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
        try (GatewayUnderTest after = GatewayUnderTest.start(GatewayUnderTest.read(config, ""), later)) {
            assertRefused(after, ada.id(), "token_expired");
        }
    }

    private static void assertRefused(GatewayUnderTest gateway, String token, String reason) {
        long heard = backend.heard();
        HttpResponse<String> answer =
                Call.to(gateway.port(), "/notes").token(token).get();
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(answer.headers().firstValue("www-authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));
        assertThat(backend.heard()).isEqualTo(heard);
        assertThat(Logged.of(gateway, answer).getString("reason")).isEqualTo(reason);
    }
}
