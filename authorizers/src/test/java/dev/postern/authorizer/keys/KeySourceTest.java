package dev.postern.authorizer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.testing.KeyServer;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestEvents;
import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySourceTest {

    private static final String ISSUER = "https://login.example.com/";
    private static final SigningKey FIRST = SigningKey.rsa("k1");
    private static final SigningKey SECOND = SigningKey.rsa("k2");

    private final Vertx vertx = Vertx.vertx();
    private final TestClock clock = new TestClock();
    private final TestEvents events = new TestEvents();
    private final Map<String, String> environment = new HashMap<>();
    private final List<KeySource> sources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        sources.forEach(KeySource::close);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** As in production but for times: a test cannot wait five minutes, and must not be woken up every second. */
    private static KeyLimits limits(Duration total, Duration refresh, Duration retry, Duration wait, int waiters) {
        KeyLimits real = KeyLimits.DEFAULT;
        return new KeyLimits(
                real.connectTimeout(),
                total,
                real.documentBytes(),
                real.keys(),
                refresh,
                real.maxRefresh(),
                real.maxStale(),
                real.unknownKeyPause(),
                wait,
                waiters,
                retry,
                retry,
                Duration.ofMillis(20));
    }

    private static final Duration NEVER = Duration.ofHours(1);
    private static final KeyLimits CALM = limits(Duration.ofSeconds(5), NEVER, NEVER, Duration.ofSeconds(10), 1000);

    private KeySource source(KeyLocation location, KeyLimits limits, List<String> trust, boolean insecure) {
        KeySettings settings =
                new KeySettings(ISSUER, location, Set.of(SignatureAlgorithm.RS256), trust, insecure, limits);
        UnaryOperator<String> variables = environment::get;
        KeySource source = new KeySource(vertx, clock, settings, new ProxyRules(variables), events.keys(ISSUER));
        sources.add(source);
        return source;
    }

    private KeySource started(KeyLocation location, KeyLimits limits) throws Exception {
        KeySource source = source(location, limits, List.of(), false);
        source.start().await(10, TimeUnit.SECONDS);
        return source;
    }

    private KeySource started(KeyServer server, KeyLimits limits) throws Exception {
        return started(new KeyLocation.Url(URI.create(server.url("/jwks.json"))), limits);
    }

    @Test
    void keys_are_fetched_and_reported() throws Exception {
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST, SECOND))) {
            KeySource source =
                    source(new KeyLocation.Url(URI.create(server.url("/jwks.json"))), CALM, List.of(), false);
            assertThat(source.keys()).isNull();
            assertThat(source.hasHadKeys()).isFalse();
            assertThat(source.detail()).isEqualTo(ISSUER + ": no keys: not fetched yet");

            source.start().await(10, TimeUnit.SECONDS);
            clock.advance(Duration.ofSeconds(31));

            assertThat(source.keys().size()).isEqualTo(2);
            assertThat(source.keys().key("k1")).isNotNull();
            assertThat(source.keys().key("k3")).isNull();
            assertThat(source.keys().key(null)).isNull();
            assertThat(source.detail()).isEqualTo(ISSUER + ": 2 keys, 31s old");
            assertThat(events.age.getAsDouble()).isEqualTo(31.0);
            assertThat(events.keys.getAsDouble()).isEqualTo(2.0);
            assertThat(events.refreshes).containsExactly("success");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308, 400, 404, 500, 503})
    @DisplayName("an answer other than 2xx is a failure, and no redirect is followed (SR-35, SR-101)")
    void an_answer_other_than_2xx_is_a_failure_and_no_redirect_is_followed(int status) throws Exception {
        try (KeyServer target = KeyServer.answering(vertx, SigningKey.jwks(FIRST));
                KeyServer server = new KeyServer(vertx, request -> request.response()
                        .setStatusCode(status)
                        .putHeader("location", target.url("/jwks.json"))
                        .end(SigningKey.jwks(FIRST)))) {
            KeySource source = started(server, CALM);
            assertThat(source.keys()).isNull();
            assertThat(source.detail()).endsWith("answered " + status);
            assertThat(target.requests).hasValue(0);
            assertThat(events.refreshes).containsExactly("failure");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json            | is not a JSON object without duplicate members",
                "[]                  | is not a JSON object without duplicate members",
                "{}                  | has no 'keys' array",
                "{\"keys\":{}}       | has no 'keys' array",
                "{\"keys\":[]}       | has no usable key",
                "{\"keys\":[],\"keys\":[]} | is not a JSON object without duplicate members",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"k1\"}]} | has no usable key (key 0: is not a public key)",
            })
    @DisplayName("a document without usable keys is rejected (SR-75)")
    void a_document_without_usable_keys_is_rejected(String document, String why) throws Exception {
        try (KeyServer server = KeyServer.answering(vertx, document)) {
            KeySource source = started(server, CALM);
            assertThat(source.keys()).isNull();
            assertThat(source.detail()).endsWith(why);
            assertThat(events.refreshes).containsExactly("rejected");
        }
    }

    @Test
    @DisplayName("a web page is rejected (SR-101)")
    void a_web_page_is_rejected() throws Exception {
        try (KeyServer server = new KeyServer(vertx, request -> request.response()
                .putHeader("content-type", "Text/HTML; charset=utf-8")
                .end(SigningKey.jwks(FIRST)))) {
            assertThat(started(server, CALM).keys()).isNull();
            assertThat(events.refreshes).containsExactly("rejected");
        }
    }

    @Test
    @DisplayName("an endless answer is given up while it is read (SR-63, SR-101)")
    void an_endless_answer_is_given_up_while_it_is_read() throws Exception {
        AtomicLong sent = new AtomicLong();
        Promise<Void> cut = Promise.promise();
        try (KeyServer server = new KeyServer(vertx, request -> {
            request.response().setChunked(true).closeHandler(v -> cut.tryComplete());
            byte[] chunk = new byte[1000];
            vertx.setPeriodic(1, id -> {
                if (request.response().closed()) {
                    vertx.cancelTimer(id);
                } else {
                    sent.addAndGet(chunk.length);
                    request.response().write(Buffer.buffer(chunk));
                }
            });
        })) {
            KeySource source = started(server, CALM);
            assertThat(source.keys()).isNull();
            assertThat(source.detail()).endsWith("answered with more than 150000 bytes");
            assertThat(events.refreshes).containsExactly("rejected");
            cut.future().await(10, TimeUnit.SECONDS);
            assertThat(sent).hasValueLessThan(1_000_000);
        }
    }

    @Test
    @DisplayName("a document of exactly the limit is accepted (SR-63)")
    void a_document_of_exactly_the_limit_is_accepted() throws Exception {
        String jwks = SigningKey.jwks(FIRST);
        String padded = jwks + " ".repeat(150_000 - jwks.length());
        try (KeyServer server = KeyServer.answering(vertx, padded)) {
            assertThat(started(server, CALM).keys()).isNotNull();
        }
        try (KeyServer server = KeyServer.answering(vertx, padded + " ")) {
            assertThat(started(server, CALM).keys()).isNull();
        }
    }

    @Test
    @DisplayName("too many keys are rejected (SR-101)")
    void too_many_keys_are_rejected() throws Exception {
        SigningKey[] keys = new SigningKey[101];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = SigningKey.of("k" + i, "shared", SignatureAlgorithm.RS256, 2048);
        }
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(keys))) {
            assertThat(started(server, CALM).detail()).endsWith("has more than 100 keys");
        }
    }

    @Test
    @DisplayName("a server that never answers is given up when the limit says (SR-106)")
    void a_server_that_never_answers_is_given_up() throws Exception {
        KeyLimits hasty = limits(Duration.ofMillis(200), NEVER, NEVER, Duration.ofSeconds(10), 1000);
        try (KeyServer server = new KeyServer(vertx, request -> {})) {
            KeySource source = started(server, hasty);
            assertThat(source.detail()).endsWith("took longer than 200ms");
            assertThat(events.refreshes).containsExactly("failure");
        }
    }

    @Test
    @DisplayName("a server that drips is given up too (SR-106)")
    void a_server_that_drips_is_given_up_too() throws Exception {
        KeyLimits hasty = limits(Duration.ofMillis(200), NEVER, NEVER, Duration.ofSeconds(10), 1000);
        try (KeyServer server = new KeyServer(vertx, request -> {
            request.response().setChunked(true);
            vertx.setPeriodic(20, id -> {
                if (request.response().closed()) {
                    vertx.cancelTimer(id);
                } else {
                    request.response().write(" ");
                }
            });
        })) {
            assertThat(started(server, hasty).detail()).endsWith("took longer than 200ms");
        }
    }

    @Test
    void discovery_finds_the_keys() throws Exception {
        try (KeyServer server = new KeyServer(vertx, request -> {})) {
            String issuer = server.url("/pool/");
            server.handler = request -> {
                JsonObject document = new JsonObject().put("issuer", issuer).put("jwks_uri", server.url("/keys"));
                String text = request.path().equals("/pool/.well-known/openid-configuration")
                        ? document.encode()
                        : request.path().equals("/keys") ? SigningKey.jwks(FIRST) : "{}";
                KeyServer.json(text).handle(request);
            };
            assertThat(started(new KeyLocation.Discovery(issuer), CALM).keys()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "http://evil.example/ | https://login.example.com/keys                | names another issuer",
                "absent               | https://login.example.com/keys                | names another issuer",
                "same                 | absent                                        | has no jwks_uri",
                "same                 | http://login.example.com/keys                 | is not https",
                "same                 | file:///etc/passwd                            | the URL is not an absolute http or https URL",
                "same                 | https://169.254.169.254/latest/meta-data      | points to a link-local address",
                "same                 | https://[fe80::1]/keys                        | points to a link-local address",
                "same                 | https://[::ffff:169.254.169.254]/keys         | points to a link-local address",
                "same                 | https://[fd00:ec2::254]/keys                  | points to a link-local address",
                "same                 | https://user:secret@login.example.com/keys    | has user information or a fragment",
                "same                 | https://a b/                                  | has a jwks_uri that is not a URL",
            })
    @DisplayName("a discovery document that says otherwise is rejected (SR-101, SR-105)")
    void a_discovery_document_that_says_otherwise_is_rejected(String issuer, String keys, String why) throws Exception {
        try (KeyServer server = new KeyServer(vertx, request -> {})) {
            String own = server.url("");
            JsonObject document = new JsonObject();
            if (issuer != null) {
                document.put("issuer", issuer.equals("same") ? own : issuer);
            }
            if (keys != null) {
                document.put("jwks_uri", keys);
            }
            server.handler = KeyServer.json(document.encode());
            assertThat(started(new KeyLocation.Discovery(own), CALM).detail()).endsWith(why);
            assertThat(events.refreshes).containsExactly("rejected");
            assertThat(server.requests).hasValue(1);
        }
    }

    @Test
    @DisplayName("a withdrawn key goes with the next refresh (SR-102)")
    void a_rotated_key_comes_and_a_withdrawn_key_goes_with_the_next_refresh() throws Exception {
        KeyLimits busy = limits(Duration.ofSeconds(5), Duration.ofMillis(20), NEVER, Duration.ofSeconds(10), 1000);
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            KeySource source = started(server, busy);
            KeySet before = source.keys();
            assertThat(events.nextRefresh()).isEqualTo("success");
            assertThat(events.nextRefresh()).isEqualTo("success");
            assertThat(source.keys()).as("unchanged keys keep their generation").isSameAs(before);

            server.handler = KeyServer.json(SigningKey.jwks(SECOND));
            while (source.keys() == before) {
                assertThat(events.nextRefresh()).isEqualTo("success");
            }
            assertThat(source.keys().key("k1")).isNull();
            assertThat(source.keys().key("k2")).isNotNull();
            assertThat(source.generation()).isGreaterThan(before.generation());
        }
    }

    @Test
    @DisplayName("a refresh that brings nothing usable keeps the keys, and admits nobody else (SR-75, SR-103)")
    void a_refresh_that_brings_nothing_usable_keeps_the_keys() throws Exception {
        KeyLimits busy =
                limits(Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofSeconds(10), 9);
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            KeySource source = started(server, busy);
            KeySet keys = source.keys();
            server.handler = KeyServer.json("{\"keys\":[]}");
            String result;
            do {
                result = events.nextRefresh();
            } while (!"rejected".equals(result));
            assertThat(events.nextRefresh()).as("it goes on trying").isEqualTo("rejected");
            assertThat(source.keys()).isSameAs(keys);
        }
    }

    @Test
    @DisplayName("keys outlive an outage for 24 hours and no longer (SR-103)")
    void keys_outlive_an_outage_for_24_hours_and_no_longer() throws Exception {
        KeySource source;
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            source = started(server, CALM);
        }
        clock.advance(Duration.ofHours(24));
        assertThat(source.refetch().await(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(source.detail()).endsWith("1 key, 86400s old");
        clock.advance(Duration.ofMillis(1));
        assertThat(source.keys()).isNull();
        assertThat(source.hasHadKeys()).isTrue();
        assertThat(source.detail()).endsWith("refused the connection");
        assertThat(events.keys.getAsDouble()).isZero();
    }

    @Test
    @DisplayName("An issuer that is down at the start is tried until it answers (SR-103)")
    void an_issuer_that_is_down_at_the_start_is_tried_until_it_answers() throws Exception {
        KeyLimits eager = limits(Duration.ofSeconds(5), NEVER, Duration.ofMillis(20), Duration.ofSeconds(10), 1000);
        try (KeyServer server = new KeyServer(
                vertx, request -> request.response().setStatusCode(503).end())) {
            KeySource source = started(server, eager);
            assertThat(source.keys()).isNull();
            for (int i = 0; i < 3; i++) {
                assertThat(events.nextRefresh()).isEqualTo("failure");
            }
            server.handler = KeyServer.json(SigningKey.jwks(FIRST));
            String result;
            do {
                result = events.nextRefresh();
            } while ("failure".equals(result));
            assertThat(result).isEqualTo("success");
            assertThat(source.keys()).isNotNull();
        }
    }

    @Test
    @DisplayName("a flood of unknown kids causes one fetch in ten seconds (SR-100, SR-104)")
    void a_flood_of_unknown_kids_causes_one_fetch_in_ten_seconds() throws Exception {
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            KeySource source = started(server, CALM);
            assertThat(server.requests).hasValue(1);
            for (int round = 0; round < 3; round++) {
                List<Future<KeySet>> flood = new ArrayList<>();
                for (int i = 0; i < 3_000; i++) {
                    flood.add(source.refetch());
                }
                Future.join(flood).await(10, TimeUnit.SECONDS);
                source.refetch().await(10, TimeUnit.SECONDS);
                assertThat(server.requests).hasValue(2 + round);
                clock.advance(Duration.ofMillis(9_999));
                assertThat(source.refetch().isComplete()).isTrue();
                assertThat(server.requests).hasValue(2 + round);
                clock.advance(Duration.ofMillis(1));
            }
        }
    }

    @Test
    void an_unknown_kid_brings_a_rotated_key_at_once() throws Exception {
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            KeySource source = started(server, CALM);
            server.handler = KeyServer.json(SigningKey.jwks(FIRST, SECOND));
            assertThat(source.refetch().await(10, TimeUnit.SECONDS).key("k2")).isNotNull();
        }
    }

    @Test
    @DisplayName("requests that wait for a refetch are bounded, and share one fetch (SR-65, SR-104)")
    void requests_that_wait_for_a_refetch_are_bounded_in_number_and_time() throws Exception {
        KeyLimits tight = limits(Duration.ofSeconds(5), NEVER, NEVER, Duration.ofMillis(200), 2);
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            KeySource source = started(server, tight);
            server.handler = request -> {};
            Future<KeySet> first = source.refetch();
            Future<KeySet> second = source.refetch();
            Future<KeySet> third = source.refetch();
            assertThat(first.isComplete()).isFalse();
            assertThat(second.isComplete()).isFalse();
            assertThat(third.isComplete()).as("the third does not wait").isTrue();
            assertThat(first.await(10, TimeUnit.SECONDS)).as("old keys stay").isNotNull();
            assertThat(second.await(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(server.requests).hasValue(2);
        }
    }

    @Test
    void a_changed_file_is_read_again_and_a_broken_one_is_not_used(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("jwks.json");
        Files.writeString(file, SigningKey.jwks(FIRST));
        KeyLimits eager = limits(Duration.ofSeconds(5), NEVER, Duration.ofMillis(20), Duration.ofSeconds(10), 1000);
        KeySource source = started(new KeyLocation.File(file), eager);
        assertThat(events.nextRefresh()).isEqualTo("success");
        KeySet before = source.keys();

        Files.writeString(file, "{\"keys\":[");
        assertThat(events.nextRefresh()).isEqualTo("rejected");
        assertThat(source.keys()).isSameAs(before);

        Path next = directory.resolve("next.json");
        Files.writeString(next, SigningKey.jwks(SECOND));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        String result;
        do {
            result = events.nextRefresh();
        } while ("rejected".equals(result));
        assertThat(result).isEqualTo("success");
        assertThat(source.keys().key("k2")).isNotNull();
        assertThat(source.keys().key("k1")).isNull();
    }

    @Test
    @DisplayName("plain HTTP needs loopback, or the word insecure (SR-101)")
    void plain_http_needs_loopback_or_insecure() throws Exception {
        KeyLocation location = new KeyLocation.Url(URI.create("http://login.invalid/jwks.json"));
        try (KeyServer proxy = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            environment.put("HTTP_PROXY", "http://127.0.0.1:" + proxy.port());
            assertThat(started(location, CALM).detail()).endsWith("is not https");
            assertThat(proxy.requests).hasValue(0);
            KeySource insecure = source(location, CALM, List.of(), true);
            insecure.start().await(10, TimeUnit.SECONDS);
            assertThat(insecure.keys()).isNotNull();
            assertThat(proxy.requests).hasValue(1);
        }
    }

    @Test
    void https_goes_through_the_proxy_of_the_environment() throws Exception {
        Promise<String> asked = Promise.promise();
        try (KeyServer proxy = new KeyServer(vertx, request -> {
            if (request.method().equals(HttpMethod.CONNECT)) {
                asked.tryComplete(request.uri());
            }
            request.response().setStatusCode(502).end();
        })) {
            environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            KeySource source = started(new KeyLocation.Url(URI.create("https://login.invalid/jwks.json")), CALM);
            assertThat(asked.future().await(10, TimeUnit.SECONDS)).isEqualTo("login.invalid:443");
            assertThat(source.keys()).isNull();
        }
    }

    @Test
    @DisplayName("nothing is sent to a refused address, whatever name led there: the dialled one counts (SR-101)")
    void nothing_is_sent_to_a_refused_address_whatever_name_led_there() throws Exception {
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            URI url = URI.create("http://localhost:" + server.port() + "/jwks.json");
            KeySettings settings = new KeySettings(
                    ISSUER, new KeyLocation.Url(url), Set.of(SignatureAlgorithm.RS256), List.of(), false, CALM);
            DocumentFetcher fetcher = new DocumentFetcher(
                    vertx, new ProxyRules(environment::get), settings, address -> address.equals("127.0.0.1"));
            Future<DocumentFetcher.Document> fetched = fetcher.fetch(url);
            assertThat(fetched.transform(result -> Future.succeededFuture(result.cause()))
                            .await(10, TimeUnit.SECONDS))
                    .hasMessage(url + " points to a link-local address");
            assertThat(server.requests).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.2:PORT/jwks.json, points to an internal address",
        "http://localhost:PORT/jwks.json, points to an internal address",
        "https://10.0.0.7/jwks.json, points to an internal address",
        "https://169.254.169.254/latest/, points to a link-local address",
    })
    @DisplayName("A discovery document leads to no internal address on another host than the issuer's (SR-101)")
    void a_discovery_document_leads_to_no_internal_address(String keys, String why) throws Exception {
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            String issuer = "http://127.0.0.1:" + server.port();
            server.handler = KeyServer.json(new JsonObject()
                    .put("issuer", issuer)
                    .put("jwks_uri", keys.replace("PORT", Integer.toString(server.port())))
                    .encode());
            KeySource source = started(new KeyLocation.Discovery(issuer), CALM);
            assertThat(source.keys()).isNull();
            assertThat(source.detail()).contains(why);
            assertThat(server.requests).as("only the document itself").hasValue(1);
        }
    }

    @Test
    void after_close_nothing_is_fetched() throws Exception {
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(FIRST))) {
            KeySource source = started(server, CALM);
            source.close();
            assertThat(source.refetch().isComplete()).isTrue();
            assertThat(source.start().isComplete()).isTrue();
            assertThat(server.requests).hasValue(1);
        }
    }
}
