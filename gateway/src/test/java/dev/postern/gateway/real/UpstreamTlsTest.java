package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend behind TLS: who it must be, and who the gateway is to it. Every doubt is a bad gateway. */
@Tag("socket")
class UpstreamTlsTest {

    @TempDir
    private static Path directory;

    private static final AtomicInteger HEARD = new AtomicInteger();

    private static Vertx vertx;
    private static int open;
    private static int mutual;
    private static int misnamed;

    @BeforeAll
    static void start() {
        Certificates certificates = Certificates.in(directory);
        certificates.authority("stranger");
        certificates.issue("server", "DNS:localhost,IP:127.0.0.1");
        certificates.issue("other", "DNS:other.example");
        certificates.issue("client", "DNS:gateway.example");
        vertx = Vertx.vertx();
        open = listen("server", ClientAuth.NONE);
        mutual = listen("server", ClientAuth.REQUIRED);
        misnamed = listen("other", ClientAuth.NONE);
    }

    private static int listen(String certificate, ClientAuth clientAuth) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setClientAuth(clientAuth)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(directory.resolve(certificate + ".crt").toString())
                        .addKeyPath(directory.resolve(certificate + ".key").toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(directory.resolve("ca.crt").toString()));
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            HEARD.incrementAndGet();
            request.response().end("secret");
        });
        return Await.result(server.listen(0, "127.0.0.1")).actualPort();
    }

    @AfterAll
    static void stop() {
        if (vertx != null) {
            Await.result(vertx.close());
        }
    }

    @Test
    void a_backend_of_the_named_authority_is_trusted_by_address_and_by_name() {
        assertThat(status("https://127.0.0.1:" + open, "{ ca: ca.crt }")).isEqualTo(200);
        assertThat(status("https://localhost:" + open, "{ ca: ca.crt }")).isEqualTo(200);
    }

    @Test
    void a_backend_of_an_unknown_authority_hears_nothing() {
        assertRefused("https://127.0.0.1:" + open, "{ verify: true }");
        assertRefused("https://127.0.0.1:" + open, "{ ca: stranger.crt }");
    }

    @Test
    void a_backend_with_a_certificate_for_another_name_hears_nothing() {
        assertRefused("https://127.0.0.1:" + misnamed, "{ ca: ca.crt }");
        assertRefused("https://localhost:" + misnamed, "{ ca: ca.crt }");
    }

    @Test
    void a_backend_is_not_verified_only_where_that_is_written() {
        assertThat(status("https://127.0.0.1:" + misnamed, "{ verify: false }")).isEqualTo(200);
    }

    @Test
    void the_gateway_shows_its_own_certificate_to_a_backend_that_asks() {
        assertThat(status("https://127.0.0.1:" + mutual, "{ ca: ca.crt, cert: client.crt, key: client.key }"))
                .isEqualTo(200);
        assertRefused("https://127.0.0.1:" + mutual, "{ ca: ca.crt }");
    }

    @Test
    void plain_http_at_the_port_of_a_tls_backend_is_a_bad_gateway_or_its_own_refusal() {
        int heard = HEARD.get();
        assertThat(status("http://127.0.0.1:" + open, null)).isIn(400, 502);
        assertThat(HEARD.get()).isEqualTo(heard);
    }

    private static void assertRefused(String url, String tls) {
        int heard = HEARD.get();
        try (GatewayUnderTest gateway = start(url, tls)) {
            HttpResponse<String> answer = Call.to(gateway.port(), "/a").get();
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).doesNotContain("secret", "certif", "PKIX");
            assertThat(Logged.of(gateway, answer).getString("reason")).startsWith("upstream_");
            assertThat(HEARD.get()).isEqualTo(heard);
        }
    }

    private static int status(String url, String tls) {
        try (GatewayUnderTest gateway = start(url, tls)) {
            return Call.to(gateway.port(), "/a").get().statusCode();
        }
    }

    private static GatewayUnderTest start(String url, String tls) {
        String settings = tls == null ? "" : ", tls: " + tls.replaceAll("(\\w+\\.(crt|key))", directory + "/$1");
        return GatewayUnderTest.start("""
                upstreams: { app: { url: "%s"%s } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(url, settings));
    }
}
