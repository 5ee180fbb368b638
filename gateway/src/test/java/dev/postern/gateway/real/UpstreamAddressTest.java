package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which address of a backend a request goes to, and how a move of the backend is followed. */
@Tag("socket")
class UpstreamAddressTest {

    private static final String LAST = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void every_address_of_a_name_is_tried_whichever_comes_first() {
        try (NameServer names = NameServer.start("127.0.0.3", "127.0.0.2", "127.0.0.4");
                RecordingUpstream upstream =
                        RecordingUpstream.start("127.0.0.2", 0).answer(LAST);
                GatewayUnderTest gateway = start(names, upstream.port(), "")) {
            for (int call = 1; call <= 6; call++) {
                assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(200);
                assertThat(upstream.requests()).hasSize(call);
            }
        }
    }

    @Test
    void a_name_none_of_whose_addresses_answers_is_a_bad_gateway() {
        RecordingUpstream gone = RecordingUpstream.start();
        gone.close();
        try (NameServer names = NameServer.start("127.0.0.3", "127.0.0.2");
                GatewayUnderTest gateway = start(names, gone.port(), "")) {
            HttpResponse<String> answer = Call.to(gateway.port(), "/a").get();
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(Logged.of(gateway, answer).getString("reason")).isEqualTo("upstream_unreachable");
        }
    }

    @Test
    void a_name_that_does_not_exist_is_a_bad_gateway_until_it_does() {
        try (NameServer names = NameServer.start();
                RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = start(names, upstream.port(), "")) {
            assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(502);
            names.change("127.0.0.1");
            Await.until(
                    "the name is found",
                    () -> Call.to(gateway.port(), "/a").get().statusCode() == 200);
        }
    }

    @Test
    @DisplayName("new connections follow a name whose time to live is over (SR-51)")
    void new_connections_follow_a_name_whose_time_to_live_is_over() {
        try (NameServer names = NameServer.start("127.0.0.1");
                RecordingUpstream before = RecordingUpstream.start().answer(LAST);
                RecordingUpstream after =
                        RecordingUpstream.start("127.0.0.2", before.port()).answer(LAST);
                GatewayUnderTest gateway = start(names, before.port(), "")) {
            assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(200);
            assertThat(before.requests()).hasSize(1);
            names.change("127.0.0.2");
            Await.until("the new address is used", () -> {
                assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(200);
                return !after.requests().isEmpty();
            });
        }
    }

    @Test
    void a_kept_connection_grows_old_so_that_the_move_of_a_busy_backend_is_followed() {
        try (NameServer names = NameServer.start("127.0.0.1");
                RecordingUpstream before = RecordingUpstream.start();
                RecordingUpstream after = RecordingUpstream.start("127.0.0.2", before.port());
                GatewayUnderTest gateway = start(names, before.port(), ", pool: { lifetime: 1s }")) {
            assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(200);
            names.change("127.0.0.2");
            Await.until("the new address is used", () -> {
                assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(200);
                return !after.requests().isEmpty();
            });
            assertThat(before.requests()).isNotEmpty();
        }
    }

    @Test
    void a_name_is_not_looked_up_again_while_its_time_to_live_lasts_and_connections_are_kept() {
        try (NameServer names = NameServer.start("127.0.0.1");
                RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = start(names, upstream.port(), "")) {
            for (int call = 0; call < 50; call++) {
                assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(200);
            }
            assertThat(names.asked()).isLessThan(5);
        }
    }

    @Test
    void localhost_is_reached_over_the_family_on_which_the_backend_listens() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(config("http://localhost:" + upstream.port(), ""))) {
            assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_backend_on_a_socket_file_is_reached_and_may_start_later(@TempDir Path directory) {
        Path socket = directory.resolve("app.sock");
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try (GatewayUnderTest gateway = GatewayUnderTest.start(config("unix:" + socket, ""))) {
            assertThat(Call.to(gateway.port(), "/notes").get().statusCode()).isEqualTo(502);
            Await.result(
                    NotesBackend.start(vertx, NotesBackend.Options.defaults().withUnixSocket(socket)));
            HttpResponse<String> answer = Call.to(gateway.port(), "/notes").get();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("Notes for anonymous");
        } finally {
            Await.result(vertx.close());
        }
    }

    private static GatewayUnderTest start(NameServer names, int port, String settings) {
        AddressResolverOptions resolver = new AddressResolverOptions()
                .setServers(List.of(names.address()))
                .setSearchDomains(List.of())
                .setNdots(1)
                .setOptResourceEnabled(false);
        return GatewayUnderTest.start(
                GatewayUnderTest.read(config("http://backend.example:" + port, settings), ""),
                Clock.systemUTC(),
                new VertxOptions().setAddressResolverOptions(resolver));
    }

    private static String config(String url, String settings) {
        return """
                upstreams: { app: { url: "%s"%s } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(url, settings);
    }
}
