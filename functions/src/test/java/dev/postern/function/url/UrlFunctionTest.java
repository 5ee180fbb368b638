package dev.postern.function.url;

import static dev.postern.function.testing.ToldEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.http.Endpoint;
import dev.postern.function.http.HttpCaller;
import dev.postern.function.testing.ToldEndpoint;
import dev.postern.function.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an HTTP endpoint does, and what the invocation ends with. */
@Tag("socket")
class UrlFunctionTest {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final int LIMIT = 1000;

    private final Vertx vertx = Vertx.vertx();
    private final ToldEndpoint endpoint = new ToldEndpoint(request -> json(200, "", "{}"));
    private final UrlFunction function = function(endpoint.port());

    private UrlFunction function(int port) {
        return new UrlFunction(
                "auth",
                "/check/",
                new HttpCaller(
                        vertx,
                        new HttpCaller.Settings(
                                new Endpoint(false, "127.0.0.1", port), null, null, LIMIT, 10, Duration.ofSeconds(4))));
    }

    @AfterEach
    void close() {
        endpoint.close();
        Waiting.result(function.close());
        Waiting.result(vertx.close());
    }

    private Outcome invoke(Duration patience, String trace) {
        return Waiting.result(function.invoke(new Invocation(Buffer.buffer("{\"type\":\"TOKEN\"}"), patience, trace)));
    }

    private Outcome told(String answer) {
        endpoint.answer(request -> answer);
        return invoke(LONG, null);
    }

    private static Fault fault(Outcome outcome) {
        return ((Outcome.Failed) outcome).fault();
    }

    @Test
    void the_event_is_posted_as_json_and_the_body_is_the_answer() {
        endpoint.answer(request -> json(200, "", "{\"principalId\":\"ü\"}"));
        Outcome outcome = invoke(LONG, "Root=1-67891233-abcdef012345678912345678");
        assertThat(outcome).isEqualTo(new Outcome.Returned(Buffer.buffer("{\"principalId\":\"ü\"}")));
        ToldEndpoint.Seen seen = endpoint.seen().get(0);
        assertThat(seen.line()).isEqualTo("POST /check/ HTTP/1.1");
        assertThat(seen.body()).isEqualTo("{\"type\":\"TOKEN\"}");
        assertThat(seen.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("host", "127.0.0.1:" + endpoint.port())
                .containsEntry("x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678");
    }

    @Test
    void a_connection_is_used_again() {
        assertThat(invoke(LONG, null)).isInstanceOf(Outcome.Returned.class);
        assertThat(invoke(LONG, null)).isInstanceOf(Outcome.Returned.class);
        assertThat(endpoint.seen()).hasSize(2);
        assertThat(endpoint.seen()).allMatch(seen -> !seen.headers().containsKey("x-amzn-trace-id"));
    }

    @Test
    void a_function_error_is_told_by_its_header_whatever_the_header_says() {
        String payload = "{\"errorMessage\":\"Unauthorized\",\"errorType\":\"string\",\"trace\":[]}";
        for (String value : new String[] {"Unhandled", "Handled", ""}) {
            assertThat(told(json(200, "X-Amz-Function-Error: " + value + "\r\n", payload)))
                    .isEqualTo(new Outcome.Raised("string", "Unauthorized", Buffer.buffer(payload)));
        }
    }

    @Test
    void an_error_payload_that_cannot_be_read_is_still_an_error() {
        for (String payload : new String[] {"", "oops", "[]", "{\"errorMessage\":{\"a\":1}}", "{\"errorMessage\":"}) {
            assertThat(told(json(200, "X-Amz-Function-Error: Unhandled\r\n", payload)))
                    .isEqualTo(new Outcome.Raised("", "", Buffer.buffer(payload)));
        }
    }

    @Test
    void an_error_payload_without_the_header_is_an_answer() {
        assertThat(told(json(200, "", "{\"errorMessage\":\"Unauthorized\"}"))).isInstanceOf(Outcome.Returned.class);
    }

    @Test
    void statuses_are_those_of_the_endpoint() {
        for (int status : new int[] {500, 502, 503, 504}) {
            assertThat(fault(told(json(status, "", "{}")))).as("%d", status).isEqualTo(Fault.ENDPOINT_ERROR);
        }
        for (int status : new int[] {400, 401, 403, 404, 413, 429}) {
            assertThat(fault(told(json(status, "", "{}")))).as("%d", status).isEqualTo(Fault.REFUSED);
        }
    }

    @Test
    @DisplayName("a redirect is not followed (SR-101)")
    void a_redirect_is_not_followed() {
        String elsewhere = "Location: http://127.0.0.1:" + endpoint.port() + "/elsewhere\r\n";
        assertThat(told(json(307, elsewhere, "{}")))
                .isEqualTo(new Outcome.Failed(Fault.REFUSED, "the endpoint answered 307"));
        assertThat(endpoint.seen()).hasSize(1);
    }

    @Test
    void what_is_not_one_json_value_is_malformed() {
        for (String body : new String[] {"", " ", "<html>", "{\"a\":1", "{}{}", "nul"}) {
            assertThat(fault(told(json(200, "", body)))).as(body).isEqualTo(Fault.MALFORMED);
        }
        for (String body : new String[] {"null", "1", "\"x\"", " [ ] ", "{\"a\":{\"b\":[1]}}"}) {
            assertThat(told(json(200, "", body))).as(body).isEqualTo(new Outcome.Returned(Buffer.buffer(body)));
        }
    }

    @Test
    @DisplayName("an answer is cut off at its limit, whether its length is known or not (SR-63)")
    void an_answer_has_a_limit() {
        String exact = "\"" + "x".repeat(LIMIT - 2) + "\"";
        String over = "\"" + "x".repeat(LIMIT - 1) + "\"";
        assertThat(told(json(200, "", exact))).isInstanceOf(Outcome.Returned.class);
        assertThat(fault(told(json(200, "", over)))).isEqualTo(Fault.TOO_LARGE);
        String endless =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "400\r\n" + "x".repeat(0x400) + "\r\n";
        assertThat(fault(told(endless))).isEqualTo(Fault.TOO_LARGE);
        // An error payload is an answer, too.
        assertThat(fault(told(json(200, "X-Amz-Function-Error: Unhandled\r\n", over))))
                .isEqualTo(Fault.TOO_LARGE);
    }

    @Test
    void nothing_in_time_is_a_time_out_at_every_stage() {
        endpoint.answer(request -> null);
        assertThat(fault(invoke(Duration.ofMillis(50), null))).isEqualTo(Fault.TIMEOUT);
        endpoint.answer(request -> "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{");
        assertThat(fault(invoke(Duration.ofMillis(50), null))).isEqualTo(Fault.TIMEOUT);
    }

    @Test
    void a_connection_that_breaks_or_never_was_is_unreachable() {
        assertThat(fault(told(""))).isEqualTo(Fault.UNREACHABLE);
        assertThat(fault(told("SSH-2.0-nothing\r\n\r\n"))).isEqualTo(Fault.UNREACHABLE);
        endpoint.close();
        UrlFunction gone = function(endpoint.port());
        assertThat(Waiting.result(gone.invoke(new Invocation(Buffer.buffer("{}"), LONG, null))))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.fault()).isEqualTo(Fault.UNREACHABLE);
                    assertThat(failed.detail()).startsWith("http://127.0.0.1:" + endpoint.port() + ": TCP: ");
                });
    }

    @Test
    void a_service_says_its_own_word_for_an_error() {
        assertThat(told(json(429, "x-amzn-ErrorType: TooManyRequestsException:http://internal\r\n", "{}")))
                .isEqualTo(new Outcome.Failed(Fault.REFUSED, "the endpoint answered 429 TooManyRequestsException"));
    }
}
