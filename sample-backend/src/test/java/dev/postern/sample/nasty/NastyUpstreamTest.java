package dev.postern.sample.nasty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sample.testing.RawConnection;
import dev.postern.sample.testing.TextTable;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NastyUpstreamTest {

    private static final int PATIENCE_MS = 400;

    private static Vertx vertx;
    private static NastyUpstream upstream;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        upstream = Waiting.await(NastyUpstream.start(vertx, "127.0.0.1", 0));
    }

    @AfterAll
    static void stop() {
        Waiting.await(upstream.close());
        Waiting.await(vertx.close());
    }

    @TestFactory
    Stream<DynamicTest> each_misdeed_ends_as_it_says() {
        return TextTable.rows(NastyUpstreamTest.class, "endings.txt", 4).stream()
                .map(row -> DynamicTest.dynamicTest(row.get(0), () -> endsAsItSays(row)));
    }

    private static void endsAsItSays(List<String> row) {
        try (RawConnection connection = RawConnection.to(upstream.port())) {
            connection.send("GET /nasty/" + row.get(0) + " HTTP/1.1\r\nHost: h\r\n\r\n");
            RawConnection.Heard heard = connection.readToEnd(PATIENCE_MS);
            assertThat(heard.end()).isEqualTo(RawConnection.End.valueOf(row.get(1)));
            assertThat(heard.text()).startsWith(unescape(row.get(2))).endsWith(unescape(row.get(3)));
        }
    }

    @Test
    void a_connection_serves_one_request_after_the_other() {
        try (RawConnection connection = RawConnection.to(upstream.port())) {
            for (int time = 0; time < 3; time++) {
                connection.send("POST /nasty/ok HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
                connection.send("3\r\nabc\r\n0\r\n\r\n");
                connection.readUntil("hello");
            }
        }
    }

    @Test
    void a_kept_connection_is_reset_at_its_second_request() {
        try (RawConnection connection = RawConnection.to(upstream.port())) {
            connection.send("GET /nasty/stale-reset HTTP/1.1\r\nHost: h\r\n\r\n");
            connection.readUntil("hello");
            connection.send("GET /nasty/stale-reset HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(connection.readToEnd(5_000).end()).isEqualTo(RawConnection.End.RESET);
        }
    }

    @Test
    void what_it_received_is_kept_byte_for_byte() {
        String request = "PUT /nasty/ok?a=%zz HTTP/1.1\r\nhOsT: h\r\nContent-Length: 3\r\n\r\nabc";
        Future<Buffer> received = upstream.nextRequest();
        try (RawConnection connection = RawConnection.to(upstream.port())) {
            connection.send(request).readUntil("hello");
        }
        assertThat(Waiting.await(received).toString()).isEqualTo(request);
        assertThat(upstream.received()).extracting(Buffer::toString).contains(request);
    }

    @Test
    void an_answer_that_waits_for_the_body_does_not_come_before_it() {
        try (RawConnection connection = RawConnection.to(upstream.port())) {
            connection.send("POST /nasty/ok HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab");
            assertThat(connection.readToEnd(100).text()).isEmpty();
            connection.send("c").readUntil("hello");
        }
    }

    @Test
    void a_test_can_teach_it_more() {
        upstream.teach("wave", "send \"\\x48i \\\"there\\\"; no\"; close");
        try (RawConnection connection = RawConnection.to(upstream.port())) {
            connection.send("GET /nasty/wave HTTP/1.1\r\n\r\n");
            assertThat(connection.readToEnd(5_000).text()).isEqualTo("Hi \"there\"; no");
        }
    }

    @Test
    void a_script_that_makes_no_sense_is_refused_with_the_place() {
        assertThatThrownBy(() -> upstream.teach("x", "send \"a\"; dance; close"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dance; close");
        assertThatThrownBy(() -> upstream.teach("x", "send \"\\q\"")).hasMessageContaining("\\q");
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\xe9", "\u00e9");
    }
}
