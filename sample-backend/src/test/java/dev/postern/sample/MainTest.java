package dev.postern.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sample.notes.IdentitySource;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.testing.RawConnection;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void it_starts_what_was_asked_for_and_prints_where_it_is() {
        Vertx vertx = Vertx.vertx();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Flags flags = Flags.read("--port", "0", "--nasty-port", "0", "--pool-port", "0", "--identity", "body");
        Waiting.await(Main.start(vertx, flags, new PrintStream(out, true, StandardCharsets.UTF_8)));
        String printed = out.toString(StandardCharsets.UTF_8);
        assertThat(printed).contains("nasty upstream: ", "pool id us-east-1_Postern01", "password P@ssw0rd");
        assertThat(status(printed, "notes backend: http://127.0.0.1:(\\d+)/notes", "/notes"))
                .isEqualTo("200");
        assertThat(status(printed, "keys    http://127.0.0.1:(\\d+)/", "/us-east-1_Postern01/.well-known/jwks.json"))
                .isEqualTo("200");
        Waiting.await(vertx.close());
    }

    @Test
    void without_flags_there_is_only_the_notes_backend_on_port_3000() {
        Flags flags = Flags.read();
        assertThat(flags.problems()).isEmpty();
        assertThat(flags.backend().port()).isEqualTo(3000);
        assertThat(flags.backend().host()).isEqualTo("127.0.0.1");
        assertThat(flags.backend().identitySource()).isEqualTo(IdentitySource.HEADERS);
        assertThat(flags.pool()).isEmpty();
        assertThat(flags.nastyPort()).isEmpty();
    }

    @Test
    void every_flag_that_makes_no_sense_is_named() {
        assertThat(Flags.read("--prot", "--port", "99999", "--identity", "cookies", "--pool-id", "x", "--host")
                        .problems())
                .containsExactly(
                        "--prot: there is no such flag",
                        "--port: a port is a number from 0 to 65535, not 99999",
                        "--identity: must be headers or body, not cookies",
                        "--pool-id: a pool id looks like us-east-1_AbCdEf123, not x",
                        "--host: a value must follow");
    }

    @Test
    void a_taken_port_is_named() {
        Vertx vertx = Vertx.vertx();
        NotesBackend first = Waiting.await(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        String port = Integer.toString(first.port());
        for (String flag : new String[] {"--port", "--nasty-port", "--pool-port"}) {
            Flags flags = Flags.read("--port", "0", flag, port);
            assertThatThrownBy(() -> Waiting.await(Main.start(vertx, flags, System.err)))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
        }
        Waiting.await(vertx.close());
    }

    private static String status(String printed, String where, String path) {
        Matcher matcher = Pattern.compile(where).matcher(printed);
        assertThat(matcher.find()).as(printed).isTrue();
        try (RawConnection connection = RawConnection.to(Integer.parseInt(matcher.group(1)))) {
            connection.send("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            return connection.readToEnd(5_000).text().substring(9, 12);
        }
    }
}
