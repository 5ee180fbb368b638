package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.LoggedLines;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend behind TLS: who it must be, and who the gateway is to it. Every doubt is a bad gateway. */
@Tag("socket")
class UpstreamTlsTest {

    @TempDir
    private static Path directory;

    private static final AtomicInteger HEARD = new AtomicInteger();
    private static final AtomicInteger OPEN = new AtomicInteger();

    private static Vertx vertx;
    private static int open;
    private static int mutual;
    private static int misnamed;
    private static int expired;
    private static int selfSigned;

    @BeforeAll
    static void start() {
        Certificates certificates = Certificates.in(directory);
        certificates.authority("stranger");
        certificates.issue("server", "DNS:localhost,IP:127.0.0.1");
        certificates.issue("other", "DNS:other.example");
        certificates.expired("expired", "DNS:localhost,IP:127.0.0.1");
        certificates.issue("client", "DNS:gateway.example");
        certificates.issue("second", "DNS:gateway.example");
        vertx = Vertx.vertx();
        open = listen("server", ClientAuth.NONE);
        mutual = listen("server", ClientAuth.REQUIRED);
        misnamed = listen("other", ClientAuth.NONE);
        expired = listen("expired", ClientAuth.NONE);
        selfSigned = listen("stranger", ClientAuth.NONE);
    }

    /** It answers with the server name and the client certificate it was shown. */
    private static int listen(String certificate, ClientAuth clientAuth) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setClientAuth(clientAuth)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(directory.resolve(certificate + ".crt").toString())
                        .addKeyPath(directory.resolve(certificate + ".key").toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(directory.resolve("ca.crt").toString()));
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    OPEN.incrementAndGet();
                    connection.closeHandler(v -> OPEN.decrementAndGet());
                })
                .requestHandler(request -> {
                    HEARD.incrementAndGet();
                    request.response().end("secret " + request.connection().indicatedServerName() + subject(request));
                });
        return Await.result(server.listen(0, "127.0.0.1")).actualPort();
    }

    private static String subject(HttpServerRequest request) {
        try {
            X509Certificate certificate =
                    (X509Certificate) request.connection().sslSession().getPeerCertificates()[0];
            return " " + certificate.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
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
    void the_backend_is_told_the_name_that_is_asked_for_and_never_an_address() {
        assertThat(body("https://localhost:" + open, "{ ca: ca.crt }")).isEqualTo("secret localhost");
        assertThat(body("https://127.0.0.1:" + open, "{ ca: ca.crt }")).isIn("secret ", "secret null");
    }

    @Test
    @DisplayName("a backend of an unknown authority, or one that signed for itself, hears nothing (SR-147)")
    void a_backend_of_an_unknown_authority_hears_nothing() {
        String why = "its certificate does not come from a trusted authority; name the right one in tls.ca";
        assertUntrusted("https://127.0.0.1:" + open, "{ verify: true }", why);
        assertUntrusted("https://127.0.0.1:" + open, "{ ca: stranger.crt }", why);
        assertUntrusted("https://127.0.0.1:" + selfSigned, "{ ca: ca.crt }", why);
    }

    @Test
    @DisplayName("a backend with a certificate for another name hears nothing (SR-147)")
    void a_backend_with_a_certificate_for_another_name_hears_nothing() {
        assertUntrusted("https://127.0.0.1:" + misnamed, "{ ca: ca.crt }", "its certificate is for another name (");
        assertUntrusted("https://localhost:" + misnamed, "{ ca: ca.crt }", "its certificate is for another name (");
    }

    @Test
    @DisplayName("a backend whose certificate has expired hears nothing (SR-147)")
    void a_backend_with_an_expired_certificate_hears_nothing() {
        assertUntrusted("https://127.0.0.1:" + expired, "{ ca: ca.crt }", "its certificate has expired (NotAfter: ");
    }

    @Test
    void a_backend_that_does_not_speak_tls_is_named_so() {
        HttpServer plain = Await.result(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("plain"))
                .listen(0, "127.0.0.1"));
        assertUntrusted(
                "https://127.0.0.1:" + plain.actualPort(), "{ ca: ca.crt }", "what answers there does not speak TLS");
    }

    @Test
    void a_backend_is_not_verified_only_where_that_is_written() {
        assertThat(status("https://127.0.0.1:" + misnamed, "{ verify: false }")).isEqualTo(200);
    }

    @Test
    @DisplayName("one backend that is not verified makes no other one trusted (CVE-2026-102476)")
    void one_backend_that_is_not_verified_makes_no_other_one_trusted() {
        String yaml = """
                upstreams:
                  loose:  { url: "https://127.0.0.1:%1$d", tls: { verify: false } }
                  strict: { url: "https://127.0.0.1:%1$d", tls: { ca: "%2$s" } }
                  own:    { url: "https://127.0.0.1:%1$d" }
                routes:
                  - { match: "GET /loose", authorizer: open, upstream: loose }
                  - { match: "GET /strict", authorizer: open, upstream: strict }
                  - { match: "GET /own", authorizer: open, upstream: own }
                """.formatted(misnamed, directory.resolve("ca.crt"));
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml)) {
            for (int time = 0; time < 4; time++) {
                assertThat(Call.to(gateway.port(), "/strict").get().statusCode())
                        .isEqualTo(502);
                assertThat(Call.to(gateway.port(), "/own").get().statusCode()).isEqualTo(502);
                assertThat(Call.to(gateway.port(), "/loose").get().statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void the_gateway_shows_its_own_certificate_to_a_backend_that_asks() {
        String url = "https://127.0.0.1:" + mutual;
        assertThat(body(url, "{ ca: ca.crt, cert: client.crt, key: client.key }"))
                .endsWith(" CN=client");
        int heard = HEARD.get();
        assertThat(status(url, "{ ca: ca.crt }")).isEqualTo(502);
        assertThat(HEARD.get()).isEqualTo(heard);
    }

    @Test
    @DisplayName("after a change of the files, only connections made with the new ones are used (SR-51)")
    void changed_files_make_new_connections_and_end_the_old() throws IOException {
        copy("client", "ours");
        String yaml = yaml("https://127.0.0.1:" + mutual, "{ ca: trusted.crt, cert: ours.crt, key: ours.key }");
        Files.copy(directory.resolve("ca.crt"), directory.resolve("trusted.crt"), StandardCopyOption.REPLACE_EXISTING);
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml)) {
            int before = OPEN.get();
            assertThat(Call.to(gateway.port(), "/a").get().body()).endsWith(" CN=client");
            copy("second", "ours");
            assertThat(Await.result(gateway.gateway().reload(GatewayUnderTest.read(yaml, ""))))
                    .isEqualTo(Gateway.ReloadResult.APPLIED);
            Await.until("the connection with the old certificate is gone", () -> OPEN.get() == before);
            assertThat(Call.to(gateway.port(), "/a").get().body()).endsWith(" CN=second");

            Files.copy(
                    directory.resolve("stranger.crt"),
                    directory.resolve("trusted.crt"),
                    StandardCopyOption.REPLACE_EXISTING);
            Await.result(gateway.gateway().reload(GatewayUnderTest.read(yaml, "")));
            assertThat(Call.to(gateway.port(), "/a").get().statusCode()).isEqualTo(502);

            Files.copy(
                    directory.resolve("ca.crt"), directory.resolve("trusted.crt"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(
                    directory.resolve("client.key"),
                    directory.resolve("ours.key"),
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(Await.result(gateway.gateway().reload(GatewayUnderTest.read(yaml, ""))))
                    .as("a key that does not belong to the certificate")
                    .isEqualTo(Gateway.ReloadResult.REFUSED);
        }
    }

    private static void copy(String from, String to) throws IOException {
        for (String kind : new String[] {".crt", ".key"}) {
            Files.copy(
                    directory.resolve(from + kind), directory.resolve(to + kind), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void plain_http_at_the_port_of_a_tls_backend_is_a_bad_gateway_or_its_own_refusal() {
        int heard = HEARD.get();
        assertThat(status("http://127.0.0.1:" + open, null)).isIn(400, 502);
        assertThat(HEARD.get()).isEqualTo(heard);
    }

    private static void assertUntrusted(String url, String tls, String why) {
        int heard = HEARD.get();
        try (LoggedLines log = LoggedLines.of("dev.postern.gateway.integration.Dialer");
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(url, tls))) {
            HttpResponse<String> answer = Call.to(gateway.port(), "/a").get();
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).doesNotContain("secret", "certif", "PKIX");
            assertThat(Logged.of(gateway, answer).getString("reason")).isEqualTo("upstream_untrusted");
            assertThat(HEARD.get()).isEqualTo(heard);
            assertThat(log.lines()).anyMatch(line -> line.startsWith("Upstream app cannot be reached: TLS: " + why));
        }
    }

    private static int status(String url, String tls) {
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml(url, tls))) {
            return Call.to(gateway.port(), "/a").get().statusCode();
        }
    }

    private static String body(String url, String tls) {
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml(url, tls))) {
            return Call.to(gateway.port(), "/a").get().body();
        }
    }

    private static String yaml(String url, String tls) {
        String settings = tls == null ? "" : ", tls: " + tls.replaceAll("(\\w+\\.(crt|key))", directory + "/$1");
        return """
                upstreams: { app: { url: "%s"%s } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(url, settings);
    }
}
