package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.authorizer.Reason;
import dev.postern.gateway.attack.ScriptedUpstream.Answer;
import dev.postern.gateway.attack.ScriptedUpstream.Then;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every word of the closed lists {@link Refusal} and {@link Reason} is seen in the access log and as a metric label by a
 * real request: by a {@code %} line of a wire table, or here, or it is said why no request comes to it.
 */
@Tag("socket")
@Tag("attack")
class ClosedReasonsTest {

    /** What a table says of the access log. */
    private static final Pattern TOLD = Pattern.compile("(?:%|log reason) ([a-z_]+) *");

    /** A whole text, or a member of a line of the access log. */
    private static final Pattern QUOTED = Pattern.compile("\\\\?\"([a-z_]{4,})\\\\?\"");

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    /** Shown by the tests of this class. */
    private static final Set<String> HERE =
            Set.of("connection_limit", "upstream_busy", "authorizer_failed", "internal_error", "verification_busy");

    /** What no request of this version comes to. */
    private static final Map<String, String> UNREACHABLE = Map.of(
            "bad_header", "names that are no token fail in the decoder: bad_request",
            "rewrite_refused", "a rewritten path is refused with the target it came from: bad_target",
            "draining", "connections are served until the drain ends; then they are closed");

    @Test
    @DisplayName("every word of the closed lists is told by a real request (SR-140, SR-145)")
    void every_word_is_told() throws IOException, URISyntaxException {
        Set<String> words = Stream.concat(
                        Arrays.stream(Refusal.values()).map(Refusal::word),
                        Arrays.stream(Reason.values())
                                .filter(reason -> reason.kind() != Reason.Kind.ALLOWED)
                                .map(Reason::word))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> accounted = new TreeSet<>(HERE);
        accounted.addAll(UNREACHABLE.keySet());
        assertThat(accounted).allMatch(words::contains, "is a word of the lists");
        accounted.addAll(told());
        Set<String> besides = besides();
        assertThat(words)
                .allMatch(
                        word -> accounted.contains(word) || besides.contains(word),
                        "is told by a case; add one with a % line, or a test that reads it in the access log");
        assertThat(told()).as("said to be unreachable, and told").doesNotContainAnyElementsOf(UNREACHABLE.keySet());
    }

    /** Words that the tables look for: on the wire, frame by frame, and behind a PROXY header. */
    private static Set<String> told() throws IOException, URISyntaxException {
        Path directory = Path.of(ClosedReasonsTest.class.getResource("/cases").toURI());
        Set<String> told = new TreeSet<>();
        for (Path file : files(directory, ".txt")) {
            Files.readAllLines(file).stream()
                    .map(TOLD::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> told.add(line.group(1)));
        }
        return told;
    }

    /** Words that tests of their own subject look for in the access log of a gateway under test. */
    private static Set<String> besides() throws IOException {
        Set<String> words = new TreeSet<>();
        for (String directory : List.of("real", "http2", "attack")) {
            Path sources = Path.of("src/test/java/dev/postern/gateway", directory);
            if (!Files.isDirectory(sources)) {
                continue;
            }
            for (Path file : files(sources, ".java")) {
                String text = Files.readString(file);
                if (!file.endsWith("ClosedReasonsTest.java") && text.contains("reason")) {
                    Matcher quoted = QUOTED.matcher(text);
                    while (quoted.find()) {
                        words.add(quoted.group(1));
                    }
                }
            }
        }
        return words;
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(each -> each.toString().endsWith(suffix)).toList();
        }
    }

    private static String yaml(ScriptedUpstream upstream, String settings) {
        return """
                upstreams: { app: { url: "http://127.0.0.1:%d"%s } }
                routes: [ { match: "ANY /{proxy+}", authorizer: open, upstream: app } ]
                """.formatted(upstream.port(), settings);
    }

    private static WireTarget target(GatewayUnderTest gateway, ScriptedUpstream upstream) {
        return new RunningTarget(gateway, upstream);
    }

    @Test
    @DisplayName("a connection too many is told as connection_limit (SR-145)")
    void a_connection_too_many_is_told() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream, ""), ", limits: { connections: 1 }");
                RawClient first = gateway.connect()) {
            assertThat(first.send(GET).response().status()).isEqualTo(200);
            ToldReason told = new ToldReason(target(gateway, upstream));
            try (RawClient second = gateway.connect()) {
                assertThat(second.send(GET).untilClosed()).startsWith("HTTP/1.1 503 ");
            }
            told.check("connection_limit");
        }
    }

    @Test
    @DisplayName("a pool without a free connection is told as upstream_busy (SR-145)")
    void a_full_pool_is_told() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        yaml(upstream, ", pool: { size: 1, queue: 4 }, timeouts: { pool: 100ms }"))) {
            upstream.begin(List.of(new Answer("", Then.HANG, false)));
            ToldReason told = new ToldReason(target(gateway, upstream));
            List<RawClient> crowd = new ArrayList<>();
            // Three for two event loops with one connection each.
            for (int i = 0; i < 3; i++) {
                crowd.add(gateway.connect().send(GET));
            }
            told.check("upstream_busy");
            crowd.forEach(RawClient::close);
            Await.until("the upstream is left", () -> upstream.open() == 0);
        }
    }

    @Test
    @DisplayName("more bad signatures than there is time for are told as verification_busy (SR-64, SR-145)")
    void a_flood_of_bad_signatures_is_told(@TempDir Path directory) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_521)
                .keyID("k1")
                .algorithm(JWSAlgorithm.ES512)
                .generate();
        Files.writeString(directory.resolve("jwks.json"), new JWKSet(key.toPublicJWK()).toString());
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start("""
                        upstreams: { app: { url: "http://127.0.0.1:%d" } }
                        authorizers:
                          users: { type: jwt, issuer: "https://i.example/", audiences: [a], algorithms: [ES512], jwks: "file:%s/jwks.json" }
                        routes: [ { match: "ANY /{proxy+}", authorizer: users, upstream: app } ]
                        """.formatted(upstream.port(), directory));
                RawClient client = gateway.connect()) {
            ToldReason told = new ToldReason(target(gateway, upstream));
            StringBuilder flood = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                flood.append("GET /a HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ")
                        .append(badlySigned(i))
                        .append("\r\n\r\n");
            }
            client.send(flood.toString());
            told.check("verification_busy");
            upstream.settle();
            assertThat(upstream.heard()).isEmpty();
        }
    }

    /** Two numbers that an ES512 signature can have, so that checking it costs what it costs. */
    private static String badlySigned(int number) {
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        byte[] signature = new byte[132];
        new Random(number).nextBytes(signature);
        signature[0] = 0;
        signature[66] = 0;
        String claims = "{\"iss\":\"https://i.example/\",\"aud\":\"a\",\"exp\":4102444800,\"n\":" + number + "}";
        return url.encodeToString("{\"alg\":\"ES512\",\"kid\":\"k1\"}".getBytes(StandardCharsets.US_ASCII)) + "."
                + url.encodeToString(claims.getBytes(StandardCharsets.US_ASCII)) + "." + url.encodeToString(signature);
    }

    @Test
    @DisplayName("an authorizer that throws is told as authorizer_failed, and closes the gate (SR-113, SR-145)")
    void an_authorizer_that_throws_is_told(@TempDir Path directory) throws IOException {
        told(directory, "throws", "authorizer_failed");
    }

    @Test
    @DisplayName("a fault of the gateway is told as internal_error, and nothing reaches the upstream (SR-113, SR-145)")
    void a_fault_of_the_gateway_is_told(@TempDir Path directory) throws IOException {
        told(directory, "broken", "internal_error");
    }

    private static void told(Path directory, String authorizer, String word) throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = Witness.present(
                        directory, () -> GatewayUnderTest.start("""
                                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                                authorizers: { faulty: { type: witness, as: %s } }
                                routes: [ { match: "ANY /{proxy+}", authorizer: faulty, upstream: app } ]
                                """.formatted(upstream.port(), authorizer)));
                RawClient client = gateway.connect()) {
            ToldReason told = new ToldReason(target(gateway, upstream));
            assertThat(client.send(GET).response().status()).isEqualTo(500);
            told.check(word);
            upstream.settle();
            assertThat(upstream.heard()).isEmpty();
        }
    }

    /** A running gateway as its operator sees it. */
    private record RunningTarget(GatewayUnderTest gateway, ScriptedUpstream upstream) implements WireTarget {

        @Override
        public int port() {
            return gateway.port();
        }

        @Override
        public Map<String, String> words() {
            return Map.of();
        }

        @Override
        public List<String> accessLog() {
            return gateway.accessLog();
        }

        @Override
        public String metrics() {
            return WiredGateway.scrape(gateway);
        }

        @Override
        public void close() {
            // Whoever made it closes it.
        }
    }
}
