package dev.postern.sample.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.RawConnection;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesBackendTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final NotesBackend byHeader = start(NotesBackend.Options.defaults());
    private final NotesBackend byBody = start(NotesBackend.Options.defaults().withIdentitySource(IdentitySource.BODY));

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @Test
    void greets_the_caller_that_the_header_names() {
        JsonObject notes = get(byHeader, "/notes", "X-Username: jdoe\r\n");
        assertThat(notes.getString("title")).isEqualTo("Notes for jdoe");
        assertThat(notes.getJsonArray("notes")).hasSize(2);
        assertThat(notes.getJsonArray("notes").getJsonObject(0).fieldNames()).containsExactly("title", "contents");
    }

    @Test
    void a_header_that_only_looks_like_content_length_hides_no_request() {
        long heard = byHeader.heard();
        try (RawConnection connection = RawConnection.to(byHeader.port())) {
            // CVE-2026-102479
            connection.send("GET /notes HTTP/1.1\r\nHost: h\r\nContent-Xength: 34\r\n\r\n"
                    + "GET /notes HTTP/1.1\r\nHost: h\r\nX-Username: second\r\n\r\n");
            connection.readUntil("Notes for second");
        }
        assertThat(byHeader.heard()).isEqualTo(heard + 2);
    }

    @Test
    void greets_nobody_as_anonymous() {
        assertThat(get(byHeader, "/notes", "").getString("title")).isEqualTo("Notes for anonymous");
        assertThat(post(byBody, "", "").getString("title")).isEqualTo("Notes for anonymous");
        assertThat(post(byBody, "", "{}").getString("title")).isEqualTo("Notes for anonymous");
    }

    @Test
    void greets_the_caller_that_the_body_names_when_told_to_look_there() {
        String body = "{\"policyContext\":{\"principalId\":\"1\",\"username\":\"jdoe\"}}";
        assertThat(post(byBody, "", body).getString("title")).isEqualTo("Notes for jdoe");
    }

    @Test
    void ignores_a_name_in_the_place_it_was_not_told_of() {
        String body = "{\"policyContext\":{\"username\":\"mallory\"}}";
        assertThat(post(byHeader, "", body).getString("title")).isEqualTo("Notes for anonymous");
        assertThat(post(byBody, "X-Username: mallory\r\n", "{}").getString("title"))
                .isEqualTo("Notes for anonymous");
    }

    @Test
    void refuses_two_names_and_malformed_bodies_in_words() {
        assertThat(refused(byHeader, "GET /notes", "X-Username: a\r\nX-Username: b\r\n", ""))
                .isEqualTo("400 more than one X-Username");
        assertThat(refused(byBody, "POST /notes", "", "{\"policyContext\""))
                .isEqualTo("400 the body must be a JSON object");
        assertThat(refused(byBody, "POST /notes", "", "[1]")).isEqualTo("400 the body must be a JSON object");
        assertThat(refused(byBody, "POST /notes", "", "{\"policyContext\":{\"username\":7}}"))
                .isEqualTo("400 policyContext.username must be a string");
    }

    @Test
    void what_is_not_there_is_404_and_what_answers_to_other_methods_is_405() {
        assertThat(refused(byHeader, "GET /nothing", "", "")).startsWith("404 nothing here");
        assertThat(refused(byHeader, "DELETE /notes", "", "")).isEqualTo("405 /notes answers to GET, POST");
        assertThat(refused(byHeader, "GET /sink", "", "")).startsWith("405 /sink answers to");
        assertThat(refused(byHeader, "GET /slow?head=x&gap=9999999", "", ""))
                .isEqualTo(
                        "400 head must be a whole number from 0 to 600000; gap must be a whole number from 0 to 600000");
    }

    @Test
    void echo_shows_the_request_as_it_came() {
        String head = "hOsT: h\r\nX-two: 1\r\nx-TWO: 2\r\nContent-Length: 4\r\nConnection: close\r\n\r\n";
        JsonObject echo = exchange(byHeader, "BREW /echo/a//b/../%zz?x=%2F&x HTTP/1.1\r\n" + head + "caf\u00e9");
        assertThat(echo.getString("method")).isEqualTo("BREW");
        assertThat(echo.getString("uri")).isEqualTo("/echo/a//b/../%zz?x=%2F&x");
        assertThat(echo.getString("version")).isEqualTo("HTTP/1.1");
        assertThat(echo.getJsonArray("headers"))
                .isEqualTo(new JsonArray("[[\"hOsT\",\"h\"],[\"X-two\",\"1\"],[\"x-TWO\",\"2\"],"
                        + "[\"Content-Length\",\"4\"],[\"Connection\",\"close\"]]"));
        assertThat(echo.getJsonObject("body").getBinary("base64")).containsExactly('c', 'a', 'f', 0xe9);
        assertThat(echo.getJsonObject("body").getInteger("length")).isEqualTo(4);
        assertThat(echo.getString("remoteAddress")).startsWith("127.0.0.1:");
    }

    @Test
    void echo_counts_and_hashes_more_than_it_keeps() {
        long bytes = 3_000_000;
        Buffer body = Buffer.buffer();
        while (body.length() < bytes) {
            body.appendBuffer(PatternBody.slice(body.length(), bytes - body.length()));
        }
        JsonObject echoed = Waiting.await(client.request(HttpMethod.PUT, byHeader.port(), "127.0.0.1", "/echo")
                        .compose(request -> request.send(body).compose(response -> response.body()))
                        .map(Buffer::toJsonObject))
                .getJsonObject("body");
        assertThat(echoed.getLong("length")).isEqualTo(bytes);
        assertThat(echoed.getString("sha256")).isEqualTo(PatternBody.sha256(bytes));
        assertThat(echoed.getBoolean("truncated")).isTrue();
        assertThat(echoed.getBinary("base64")).hasSize(1 << 20);
    }

    @Test
    void listens_on_a_unix_socket(@TempDir Path directory) {
        Path socket = directory.resolve("s");
        start(NotesBackend.Options.defaults().withUnixSocket(socket));
        RequestOptions request = new RequestOptions()
                .setServer(SocketAddress.domainSocketAddress(socket.toString()))
                .setHost("localhost")
                .setURI("/notes");
        JsonObject notes = Waiting.await(client.request(request)
                .compose(sending ->
                        sending.putHeader("X-Username", "jdoe").send().compose(response -> response.body()))
                .map(Buffer::toJsonObject));
        assertThat(notes.getString("title")).isEqualTo("Notes for jdoe");
    }

    @Test
    void counts_what_it_hears() {
        long before = byHeader.heard();
        get(byHeader, "/notes", "");
        get(byHeader, "/echo", "");
        assertThat(byHeader.heard() - before).isEqualTo(2);
    }

    private NotesBackend start(NotesBackend.Options options) {
        return Waiting.await(NotesBackend.start(vertx, options));
    }

    private static JsonObject get(NotesBackend backend, String path, String headers) {
        return exchange(backend, "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n");
    }

    private static JsonObject post(NotesBackend backend, String headers, String body) {
        return exchange(backend, post("POST /notes", headers, body));
    }

    private static String refused(NotesBackend backend, String requestLine, String headers, String body) {
        try (RawConnection connection = RawConnection.to(backend.port())) {
            String answer = connection
                    .send(post(requestLine, headers, body))
                    .readToEnd(5_000)
                    .text();
            return answer.substring(9, 12) + " " + json(answer).getString("message");
        }
    }

    private static String post(String requestLine, String headers, String body) {
        return requestLine + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + headers + "\r\n" + body;
    }

    private static JsonObject exchange(NotesBackend backend, String request) {
        try (RawConnection connection = RawConnection.to(backend.port())) {
            String answer = connection.send(request).readToEnd(5_000).text();
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
            return json(answer);
        }
    }

    private static JsonObject json(String answer) {
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }
}
