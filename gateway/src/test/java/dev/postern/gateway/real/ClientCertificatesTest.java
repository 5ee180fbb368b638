package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.TlsSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Clients that show a certificate, or should: whom the listener lets in, and what is said of them. */
@Tag("socket")
@Tag("attack")
class ClientCertificatesTest extends CertifiedListener {

    @BeforeAll
    static void make() {
        certificates.issue("foreign", "DNS:client.example", "stranger", 30);
        certificates.expired("expired", "DNS:client.example");
        certificates.forServersOnly("serving");
    }

    @TestFactory
    @DisplayName("where a certificate is required, nobody enters without a good one (SR-148)")
    Stream<DynamicTest> nobody_enters_without_a_good_certificate() {
        serve(REQUIRED);
        return versions("none, of a stranger, expired, for servers only; a good one", version -> {
            assertRefused(client(version));
            assertRefused(client(version, "foreign"));
            assertRefused(client(version, "expired"));
            assertRefused(client(version, "serving"));
            assertThat(status(client(version, "client"))).isEqualTo(200);
            upstream.clear();
        });
    }

    @TestFactory
    @DisplayName("where a certificate is optional, a bad one is no better than where it is required (SR-148)")
    Stream<DynamicTest> a_bad_certificate_is_never_taken_for_none() {
        serve(OPTIONAL);
        return versions("of a stranger, expired; none", version -> {
            assertRefused(client(version, "foreign"));
            assertRefused(client(version, "expired"));
            assertThat(status(client(version))).isEqualTo(200);
            upstream.clear();
        });
    }

    @Test
    @DisplayName("a client without a certificate cannot write one into headers (SR-37)")
    void a_client_without_a_certificate_cannot_claim_one() {
        serve(OPTIONAL);
        try (RawClient client = RawClient.over(client("TLSv1.3").connect(gateway.port()))) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\nX-Subject: CN=root\r\nx_subject: CN=root\r\nX-Pem: forged\r\n"
                    + "X-Forwarded-Client-Cert: Subject=\"CN=root\"\r\nSsl-Client-Verify: SUCCESS\r\n"
                    + "SSL_CLIENT_S_DN: CN=root\r\nX-SSL-Client-Cert: forged\r\nX-Kept: yes\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
        }
        assertThat(upstream.requests())
                .singleElement()
                .asString()
                .contains("X-Kept: yes")
                .doesNotContainIgnoringCase("root", "forged", "success", "x-subject", "x-pem", "client");
    }

    @Test
    void what_the_certificate_says_is_told_in_the_words_of_api_gateway() throws Exception {
        serve(REQUIRED);
        assertThat(status(client("TLSv1.3", "client"))).isEqualTo(200);
        X509Certificate shown;
        try (var in = Files.newInputStream(directory.resolve("client.crt"))) {
            shown = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        String heard = upstream.requests().get(0);
        assertThat(heard)
                .contains("X-Subject: CN=client\r\n", "X-Issuer: CN=ca\r\n")
                .contains("X-Pem: " + Base64.getEncoder().encodeToString(shown.getEncoded()) + "\r\n")
                .containsPattern("X-Serial: [0-9a-f]{2}(:[0-9a-f]{2})*\r\n")
                .containsPattern("X-From: [A-Z][a-z]{2} [ 1-3][0-9] \\d\\d:\\d\\d:\\d\\d 20\\d\\d GMT\r\n")
                .containsPattern("X-Until: [A-Z][a-z]{2} [ 1-3][0-9] \\d\\d:\\d\\d:\\d\\d 20\\d\\d GMT\r\n");
    }

    @Test
    void over_http_2_the_same_is_said_of_the_client() throws Exception {
        serve(REQUIRED);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + "/a"))
                .timeout(Await.PATIENCE)
                .build();
        HttpResponse<String> answer =
                http2(client("TLSv1.3", "client")).send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(upstream.requests()).singleElement().asString().containsIgnoringCase("\r\nX-Subject: CN=client\r\n");
        assertThatThrownBy(
                        () -> http2(client("TLSv1.3", "foreign")).send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        assertThat(upstream.requests()).hasSize(1);
    }

    private static HttpClient http2(TlsSocket client) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(client.context())
                .build();
    }

    @Test
    void clients_are_not_asked_unless_that_is_written() {
        ServerConfig.Tls tls = new ConfigReader(Map.of())
                .readText("server: { tls: { cert: tls.crt, key: tls.key } }", directory.resolve("postern.yaml"))
                .config()
                .server()
                .tls();
        assertThat(tls.clientAuth()).isEqualTo(ServerConfig.ClientAuth.NONE);
        assertThat(tls.clientCa()).isNull();
    }

    @Test
    @DisplayName("a ClientHello in pieces and over several records is understood (SR-148)")
    void a_client_hello_in_pieces_is_understood() throws IOException {
        serve(REQUIRED);
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                RecordSplitter splitter = RecordSplitter.before(plain);
                RawClient client = RawClient.over(client("TLSv1.3", "client").over(splitter.socket()))) {
            assertThat(client.send(GET).response().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).singleElement().asString().contains("X-Subject: CN=client\r\n");
    }
}
