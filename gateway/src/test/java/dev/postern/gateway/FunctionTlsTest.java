package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.plugin.Plugins;
import dev.postern.gateway.real.Certificates;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function behind https is one only with a certificate of a trusted authority, for its name. */
@Tag("socket")
class FunctionTlsTest {

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final Surroundings surroundings = new Surroundings(
            vertx,
            Clock.systemUTC(),
            meters,
            new SharedResources(),
            AuthorizerEvents.NONE,
            new LockoutSource(vertx, Clock.systemUTC(), meters),
            Sharing.none(Clock.systemUTC()),
            VerificationBudget.UNLIMITED);
    private Certificates certificates;

    @BeforeEach
    void makeAuthorities() {
        certificates = Certificates.in(directory);
        certificates.authority("ours");
        certificates.authority("theirs");
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private int server(String authority, String names) {
        certificates.issue("server", names, authority, 30);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificates.file("server.crt").toString())
                                .setKeyPath(certificates.file("server.key").toString())))
                .requestHandler(request -> request.response().end("{\"isAuthorized\":true}"));
        return Await.result(server.listen(0, "127.0.0.1")).actualPort();
    }

    private Outcome invoke(int port, String trust) {
        ConfigResult read = new ConfigReader(Map.of())
                .readText(
                        trust + "functions: { auth: { url: \"https://127.0.0.1:" + port + "/\" } }\n"
                                + "routes: [{ match: GET /, authorizer: open, upstream: a }]\n"
                                + "upstreams: { a: { url: \"http://a\" } }\n",
                        directory.resolve("postern.yaml"));
        assertThat(read.problems().render()).isEmpty();
        FunctionRegistry functions = FunctionRegistry.of(
                read.config(),
                Plugins.of(read.config().plugins(), surroundings.shared(), read.problems()),
                surroundings,
                read.problems());
        Outcome outcome = Await.result(
                functions.function("auth").invoke(new Invocation(Buffer.buffer("{}"), Duration.ofSeconds(15), null)));
        functions.close();
        return outcome;
    }

    private static void assertUntrusted(Outcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.fault()).isEqualTo(Fault.UNREACHABLE);
            assertThat(failed.detail()).contains(": TLS: ");
        });
    }

    @Test
    void a_certificate_of_an_authority_under_trust_is_good() {
        assertThat(invoke(server("ours", "IP:127.0.0.1"), "trust: ours.crt\n"))
                .isEqualTo(new Outcome.Returned(Buffer.buffer("{\"isAuthorized\":true}")));
    }

    @Test
    void a_certificate_of_another_authority_is_not() {
        int port = server("theirs", "IP:127.0.0.1");
        assertUntrusted(invoke(port, "trust: ours.crt\n"));
        assertUntrusted(invoke(port, ""));
    }

    @Test
    void a_certificate_for_another_name_is_not() {
        assertUntrusted(invoke(server("ours", "DNS:other.example"), "trust: ours.crt\n"));
    }
}
