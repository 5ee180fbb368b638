package dev.postern.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockoutPageTest {

    private static final String TOKEN = "a-token-of-the-administrator";
    private static final String JDOE = "{\"sub\":\"jdoe\",\"until\":\"2030-01-31T12:00:00Z\"}";

    private final Vertx vertx = Vertx.vertx();
    private final FakeView view = new FakeView();
    private AdminServer admin;

    @BeforeEach
    void start(@TempDir Path directory) {
        admin = Await.result(AdminServer.start(vertx, new AdminConfig("127.0.0.1", 0, TOKEN), view, directory));
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    private RawHttp.Answer call(String method, String body) throws IOException {
        return RawHttp.send(
                admin.port(),
                method + " /lockout HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + TOKEN
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    private JsonArray list() throws IOException {
        RawHttp.Answer answer = RawHttp.get(admin.port(), "/lockout", "Authorization: Bearer " + TOKEN);
        assertThat(answer.status()).isEqualTo(200);
        return new JsonObject(answer.body()).getJsonArray("entries");
    }

    @Test
    @DisplayName("An entry is added, listed and removed, and every call may be repeated (SR-119)")
    void an_entry_comes_and_goes() throws IOException {
        for (int i = 0; i < 2; i++) {
            RawHttp.Answer added = call("POST", JDOE);
            assertThat(added.status()).isEqualTo(200);
            assertThat(new JsonObject(added.body()).getBoolean("locked")).isTrue();
        }
        assertThat(list())
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("sub", "jdoe")
                                .put("until", "2030-01-31T12:00:00Z")
                                .put("source", "admin")));
        for (int i = 0; i < 2; i++) {
            RawHttp.Answer removed = call("DELETE", "{\"sub\":\"jdoe\"}");
            assertThat(removed.status()).isEqualTo(200);
            assertThat(new JsonObject(removed.body()).getBoolean("locked")).isFalse();
        }
        assertThat(list()).isEmpty();
    }

    @Test
    void entries_of_other_issuers_are_other_entries() throws IOException {
        call("POST", JDOE);
        call("POST", JDOE.replace("}", ",\"issuer\":\"https://a/\",\"note\":\"left\"}"));
        assertThat(list()).hasSize(2);
        call("DELETE", "{\"sub\":\"jdoe\"}");
        assertThat(list())
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("sub", "jdoe")
                                .put("issuer", "https://a/")
                                .put("until", "2030-01-31T12:00:00Z")
                                .put("note", "left")
                                .put("source", "admin")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST | {} | write one of sub, jti, origin_jti, client_id",
                "POST | [] | send one JSON object",
                "POST | {\"sub\":\"a\" | send one JSON object",
                "POST | {\"sub\":\"a\",\"sub\":\"b\",\"until\":\"2030-01-31T12:00:00Z\"} | send one JSON object",
                "POST | {\"sub\":\"a\",\"jti\":\"b\",\"until\":\"2030-01-31T12:00:00Z\"} | write only one of sub, jti, origin_jti, client_id",
                "POST | {\"sub\":\"a\"} | until is a time such as 2030-01-31T12:00:00Z",
                "POST | {\"sub\":\"a\",\"until\":\"soon\"} | until is a time such as 2030-01-31T12:00:00Z",
                "POST | {\"sub\":\"a\",\"until\":\"2020-01-31T12:00:00Z\"} | until has passed already",
                "POST | {\"sub\":\"a\",\"until\":1900000000} | until is a text of 1 to 1024 characters",
                "POST | {\"sub\":\"\",\"until\":\"2030-01-31T12:00:00Z\"} | sub is a text of 1 to 1024 characters",
                "POST | {\"sub\":null,\"until\":\"2030-01-31T12:00:00Z\"} | sub is a text of 1 to 1024 characters",
                "POST | {\"sub\":\"a\",\"until\":\"2030-01-31T12:00:00Z\",\"who\":\"me\"} | only known members: sub, jti, origin_jti, client_id, until, issuer, note",
                "DELETE | {\"issuer\":\"a\"} | write one of sub, jti, origin_jti, client_id",
            })
    void a_wrong_entry_is_explained_and_changes_nothing(String method, String body, String message) throws IOException {
        RawHttp.Answer answer = call(method, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("message")).isEqualTo(message);
        assertThat(list()).isEmpty();
    }
}
