package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.real.Certificates;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code cases/proxy-protocol.txt}: who is believed when a connection says whom it is passed on for. */
@Tag("socket")
@Tag("attack")
class ProxyProtocolTest {

    private static final String REQUEST = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    @TempDir
    private static Path directory;

    private static RecordingUpstream upstream;
    private static GatewayUnderTest plain;
    private static GatewayUnderTest tls;
    /** The same without patience, for cases that wait for its end. */
    private static GatewayUnderTest hastyPlain;

    private static GatewayUnderTest hastyTls;

    private record Line(String kind, String text) {}

    private record Case(String sentence, List<Line> lines) {

        String one(String kind, String otherwise) {
            return lines.stream()
                    .filter(line -> line.kind().equals(kind))
                    .map(Line::text)
                    .findFirst()
                    .orElse(otherwise);
        }

        boolean isLate() {
            return all("log").contains("reason proxy_header_timeout");
        }

        List<String> all(String kind) {
            return lines.stream()
                    .filter(line -> line.kind().equals(kind))
                    .map(Line::text)
                    .toList();
        }
    }

    @BeforeAll
    static void start() {
        Certificates.in(directory).issue("server", "DNS:localhost,IP:127.0.0.1");
        upstream = RecordingUpstream.start();
        String withTls = "tls: { cert: server.crt, key: server.key }, ";
        String hasty = "timeouts: { head: 500ms }, ";
        plain = gateway("");
        tls = gateway(withTls);
        hastyPlain = gateway(hasty);
        hastyTls = gateway(withTls + hasty);
    }

    private static GatewayUnderTest gateway(String more) {
        ConfigResult read = new ConfigReader(Map.of())
                .readText("""
                server:
                  { host: 127.0.0.1, port: 0, %sproxyProtocol: true,
                    trustedProxies: [127.0.0.1, 10.1.0.0/16], drain: { delay: 0s, timeout: 1s } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(more, upstream.port()), directory.resolve("postern.yaml"));
        assertThat(read.problems().errors()).isEmpty();
        return GatewayUnderTest.start(read, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        for (GatewayUnderTest each : List.of(plain, tls, hastyPlain, hastyTls)) {
            each.close();
        }
        upstream.close();
    }

    @TestFactory
    Stream<DynamicTest> in_clear_text() {
        return cases().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.sentence(), () -> run(each, each.isLate() ? hastyPlain : plain, false)));
    }

    @TestFactory
    Stream<DynamicTest> within_tls() {
        return cases().stream()
                .filter(each -> each.all("plain").isEmpty())
                .map(each -> DynamicTest.dynamicTest(
                        each.sentence(), () -> run(each, each.isLate() ? hastyTls : tls, true)));
    }

    private static void run(Case each, GatewayUnderTest gateway, boolean within) throws IOException {
        upstream.clear();
        int logged = gateway.accessLog().size();
        InetAddress from = InetAddress.getByName(each.one("from", "127.0.0.1"));
        String expected = each.one("<", "");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port(), from, 0);
                RawClient client = RawClient.over(socket)) {
            client.send(WireText.bytes(each.one(">", ""), Map.of()));
            String request = WireText.bytes(each.one("+", REQUEST), Map.of());
            if (expected.equals("closed")) {
                if (!within) {
                    sendIfOpen(client, request);
                }
                assertThat(client.untilClosed()).isEmpty();
            } else {
                RawClient inside = within
                        ? RawClient.over(
                                TlsSocket.trusting(directory.resolve("ca.crt")).over(socket))
                        : client;
                RawResponse answer = inside.send(request).response();
                assertThat(answer.status()).isEqualTo(Integer.parseInt(expected));
            }
        }
        JsonObject line = new JsonObject(gateway.accessLog(logged + 1).get(logged));
        for (String log : each.all("log")) {
            String[] words = log.split(" ");
            assertThat(line.getString(words[0])).as(line.encode()).isEqualTo(words[1]);
        }
        assertThat(upstream.requests()).hasSize(expected.equals("200") ? 1 : 0);
        for (String header : each.all("^")) {
            assertThat(upstream.requests().get(0)).contains("\r\n" + header + "\r\n");
        }
        for (String header : each.all("^!")) {
            assertThat(upstream.requests().get(0)).doesNotContain("\r\n" + header + ":");
        }
        if (expected.equals("closed")) {
            String reason = line.getString("reason");
            Await.until("it is counted", () -> !scrape(gateway)
                    .contains("postern_refusals_total{reason=\"" + reason + "\"} 0.0\n"));
        }
    }

    private static String scrape(GatewayUnderTest gateway) {
        return RawClient.connect(gateway.adminPort())
                .send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                .untilClosed();
    }

    private static void sendIfOpen(RawClient client, String request) {
        try {
            client.send(request);
        } catch (UncheckedIOException e) {
            // It closed already.
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        try (var in = ProxyProtocolTest.class.getResourceAsStream("/cases/proxy-protocol.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            for (String line : text.lines().toList()) {
                if (line.startsWith("== ")) {
                    cases.add(new Case(line.substring(3), new ArrayList<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    cases.get(cases.size() - 1)
                            .lines()
                            .add(
                                    space < 0
                                            ? new Line(line, "")
                                            : new Line(line.substring(0, space), line.substring(space + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }
}
