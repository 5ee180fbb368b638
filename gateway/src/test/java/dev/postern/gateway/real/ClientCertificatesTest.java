package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.gateway.testing.TlsSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show a certificate, or should: whom the listener lets in, and what is said of them. */
@Tag("socket")
@Tag("attack")
class ClientCertificatesTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    private static final String REQUIRED = "clientAuth: required, clientCa: clients.crt";
    private static final String OPTIONAL = "clientAuth: optional, clientCa: clients.crt";

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    private RecordingUpstream upstream;
    private GatewayUnderTest gateway;

    @BeforeAll
    static void make() {
        certificates = Certificates.in(directory);
        certificates.issue("server", "DNS:localhost,IP:127.0.0.1");
        certificates.issue("renewed", "DNS:localhost,IP:127.0.0.1");
        certificates.authority("stranger");
        certificates.issue("client", "DNS:client.example");
        certificates.issue("foreign", "DNS:client.example", "stranger", 30);
        certificates.expired("expired", "DNS:client.example");
        certificates.forServersOnly("serving");
        certificates.rsa("rsa");
    }

    @BeforeEach
    void start() throws IOException {
        copy("ca.crt", "clients.crt");
        copy("server.crt", "tls.crt");
        copy("server.key", "tls.key");
        upstream = RecordingUpstream.start();
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        upstream.close();
    }

    private void serve(String clients) {
        ConfigResult read = read(clients);
        assertThat(read.problems().render()).isEmpty();
        gateway = GatewayUnderTest.start(read, Clock.systemUTC());
    }

    private Gateway.ReloadResult reload(String clients) {
        return Await.result(gateway.gateway().reload(read(clients)));
    }

    private ConfigResult read(String clients) {
        return read(clients, "");
    }

    private ConfigResult read(String clients, String more) {
        return new ConfigReader(Map.of())
                .readText("""
                server:
                  { host: 127.0.0.1, port: 0, %sdrain: { delay: 0s, timeout: 1s },
                    tls: { cert: tls.crt, key: tls.key, %s } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes:
                  - match: "ANY /{proxy+}"
                    authorizer: open
                    upstream: app
                    request:
                      headers:
                        X-Subject: $context.identity.clientCert.subjectDN
                        X-Issuer: $context.identity.clientCert.issuerDN
                        X-Serial: $context.identity.clientCert.serialNumber
                        X-From: $context.identity.clientCert.validity.notBefore
                        X-Until: $context.identity.clientCert.validity.notAfter
                        X-Pem: $context.identity.clientCert.clientCertPem
                """.formatted(more, clients, upstream.port()), directory.resolve("postern.yaml"));
    }

    private static void copy(String from, String to) throws IOException {
        Files.copy(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    private static TlsSocket client(String version) {
        return TlsSocket.trusting(directory.resolve("ca.crt")).version(version);
    }

    private static TlsSocket client(String version, String certificate) {
        return client(version)
                .showing(directory.resolve(certificate + ".crt"), directory.resolve(certificate + ".key"));
    }

    /** The status of one request; 0 when there was no connection to send it by. */
    private int status(TlsSocket client) {
        try (RawClient connected = RawClient.over(client.connect(gateway.port()))) {
            return connected.send(GET).response().status();
        } catch (AssertionError | UncheckedIOException e) {
            return 0;
        }
    }

    private static Stream<DynamicTest> versions(String what, java.util.function.Consumer<String> test) {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .map(version -> DynamicTest.dynamicTest(version + ": " + what, () -> test.accept(version)));
    }

    private void assertRefused(TlsSocket client) {
        int before = refusals().size();
        assertThat(status(client)).isZero();
        Await.until("the refusal is logged", () -> refusals().size() == before + 1);
        assertThat(refusals().get(before).getString("sourceIp")).isEqualTo("127.0.0.1");
        assertThat(upstream.requests()).isEmpty();
    }

    private List<JsonObject> refusals() {
        return gateway.accessLog().stream()
                .map(JsonObject::new)
                .filter(line -> "client_certificate_refused".equals(line.getString("reason")))
                .toList();
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

    @TestFactory
    @DisplayName(
            "who takes a session up again is still known, and no longer let in when the authorities change (SR-148)")
    Stream<DynamicTest> a_session_does_not_outlive_the_authorities() {
        return versions("resumed, then not", version -> {
            upstream.clear();
            serve(REQUIRED);
            try {
                TlsSocket client = client(version, "client");
                long began = session(client);
                Await.until("a session is taken up", () -> session(client) == began);
                assertThat(upstream.requests())
                        .isNotEmpty()
                        .allMatch(request -> request.contains("X-Subject: CN=client\r\n"));
                copy("stranger.crt", "clients.crt");
                assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.APPLIED);
                upstream.clear();
                assertRefused(client);
                copy("ca.crt", "clients.crt");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                gateway.close();
                gateway = null;
            }
        });
    }

    /** When the session of a new connection began. */
    private long session(TlsSocket client) {
        try (SSLSocket socket = client.connect(gateway.port());
                RawClient connected = RawClient.over(socket)) {
            assertThat(connected.send(GET).response().status()).isEqualTo(200);
            return socket.getSession().getCreationTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("a session made without a certificate does not let anybody in when one becomes required (SR-148)")
    void a_session_without_a_certificate_ends_where_one_becomes_required() {
        serve(OPTIONAL);
        TlsSocket client = client("TLSv1.3");
        assertThat(status(client)).isEqualTo(200);
        assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.APPLIED);
        upstream.clear();
        assertRefused(client);
    }

    @Test
    @DisplayName("a connection from before does not serve on when certificates become required (SR-148)")
    void a_connection_from_before_is_sent_away() {
        serve("clientAuth: none");
        try (RawClient before = RawClient.over(client("TLSv1.3").connect(gateway.port()))) {
            assertThat(before.send(GET).response().status()).isEqualTo(200);
            assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.APPLIED);
            upstream.clear();
            RawResponse answer = before.send(GET).response();
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(before.untilClosed()).isEmpty();
        }
        assertThat(upstream.requests()).isEmpty();
        assertThat(new JsonObject(gateway.accessLog(2).get(1)).getString("reason"))
                .isEqualTo("connection_outdated");
        assertRefused(client("TLSv1.3"));
        assertThat(status(client("TLSv1.3", "client"))).isEqualTo(200);
    }

    @Test
    @DisplayName("a certificate that expires while its connection is open is not good for another request (SR-148)")
    void a_certificate_that_expires_is_no_longer_good() {
        certificates.until("brief", Instant.now().plusSeconds(6));
        serve(REQUIRED);
        try (RawClient client = RawClient.over(client("TLSv1.3", "brief").connect(gateway.port()))) {
            assertThat(client.send(GET).response().status()).isEqualTo(200);
            Await.until("it has expired", () -> client.send(GET).response().status() == 421);
            assertThat(client.untilClosed()).isEmpty();
        }
        upstream.clear();
        assertRefused(client("TLSv1.3", "brief"));
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
    @DisplayName("handshakes count as connections: past the limit there is none (SR-59)")
    void handshakes_count_as_connections() {
        ConfigResult read = read("clientAuth: none", "limits: { connections: 1 }, ");
        gateway = GatewayUnderTest.start(read, Clock.systemUTC());
        List<RawClient> silent = new ArrayList<>();
        try {
            // One, sixteen that are heard out, sixteen that are told so after the handshake, and one more.
            for (int i = 0; i < 34; i++) {
                silent.add(gateway.connect());
            }
            assertThat(new JsonObject(gateway.accessLog(1).get(0)).getString("reason"))
                    .isEqualTo("connection_limit");
            assertThat(silent.get(33).untilClosed()).isEmpty();
        } finally {
            silent.forEach(RawClient::close);
        }
        Await.until("there is room again", () -> status(client("TLSv1.3")) == 200);
    }

    @TestFactory
    Stream<DynamicTest> a_certificate_with_an_rsa_key_does_as_well() throws IOException {
        copy("rsa.crt", "tls.crt");
        copy("rsa.key", "tls.key");
        serve("clientAuth: none");
        return versions("RSA", version -> assertThat(status(client(version))).isEqualTo(200));
    }

    @Test
    void a_renewed_certificate_is_shown_to_new_connections_and_the_old_ones_stay() throws Exception {
        serve("clientAuth: none");
        try (SSLSocket socket = client("TLSv1.3").connect(gateway.port());
                RawClient before = RawClient.over(socket)) {
            assertThat(before.send(GET).response().status()).isEqualTo(200);
            copy("renewed.crt", "tls.crt");
            assertThat(reload("clientAuth: none")).as("half of a pair").isEqualTo(Gateway.ReloadResult.REFUSED);
            assertThat(shown()).isEqualTo("CN=server");
            copy("renewed.key", "tls.key");
            assertThat(reload("clientAuth: none")).isEqualTo(Gateway.ReloadResult.APPLIED);
            assertThat(shown()).isEqualTo("CN=renewed");
            assertThat(before.send(GET).response().status()).isEqualTo(200);
        }
    }

    private String shown() throws IOException {
        try (SSLSocket socket = client("TLSv1.3").connect(gateway.port())) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    @DisplayName("authorities that cannot be read never mean that anybody may enter (SR-148)")
    void broken_authorities_keep_the_old_rules() throws IOException {
        serve(REQUIRED);
        for (String content : List.of("", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n")) {
            Files.writeString(directory.resolve("clients.crt"), content);
            assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.REFUSED);
            assertThat(reload(OPTIONAL)).isEqualTo(Gateway.ReloadResult.REFUSED);
            assertRefused(client("TLSv1.3"));
        }
        Files.delete(directory.resolve("clients.crt"));
        assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.REFUSED);
        assertRefused(client("TLSv1.3"));
        assertThat(status(client("TLSv1.3", "client"))).isEqualTo(200);
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

    @Test
    void suites_without_forward_secrecy_or_authenticated_encryption_are_not_spoken() {
        serve("clientAuth: none");
        List<String> weak = Arrays.stream(suites())
                .filter(suite -> suite.contains("_CBC_") || suite.startsWith("TLS_RSA_"))
                .toList();
        assertThat(weak).hasSizeGreaterThan(3);
        assertThat(status(client("TLSv1.2").suites(weak.toArray(String[]::new))))
                .isZero();
        assertThat(new JsonObject(gateway.accessLog(1).get(0)).getString("reason"))
                .isEqualTo("tls_refused");
        assertThat(status(client("TLSv1.2").suites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")))
                .isEqualTo(200);
    }

    private static String[] suites() {
        try {
            return javax.net.ssl.SSLContext.getDefault()
                    .getSupportedSSLParameters()
                    .getCipherSuites();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("a handshake that does not come to an end is counted and ended (SR-59)")
    void a_slow_handshake_is_counted_and_ended() {
        gateway = GatewayUnderTest.start(read(REQUIRED, "timeouts: { head: 500ms }, "), Clock.systemUTC());
        try (RawClient silent = gateway.connect()) {
            silent.send(new byte[] {22, 3, 1, 2, 0, 1});
            assertThat(silent.untilClosed()).isEmpty();
        }
        assertThat(new JsonObject(gateway.accessLog(1).get(0)).getString("reason"))
                .isEqualTo("tls_timeout");
        String scrape = RawClient.connect(gateway.adminPort())
                .send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                .untilClosed();
        assertThat(scrape)
                .contains("postern_refusals_total{reason=\"tls_timeout\"} 1")
                .containsPattern("postern_certificate_expiry_seconds\\{certificate=\"server\"} 1\\.[0-9]+E9");
    }
}
