package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import dev.postern.gateway.config.ServerConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHeaderRulesTest {

    private final RequestHeaderRules rules = rules(ServerConfig.Limits.DEFAULT, false);

    static Stream<CaseTable.Row> sweeps() {
        return CaseTable.rows("sweep.txt");
    }

    static Stream<CaseTable.Row> upgrades() {
        return CaseTable.rows("upgrades.txt");
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_request_is_refused_or_cleaned(CaseTable.Row row) {
        List<String> words = List.of(row.get(0).split(" "));
        HttpVersion version = words.get(0).equals("1.0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
        MultiMap headers = headers(row.get(1));
        if (!words.contains("nohost")) {
            headers.add("Host", "api.example");
        }

        Swept swept = rules.sweep(version, HttpMethod.valueOf(words.get(1)), headers, words.contains("trusted"));

        String seen = swept.refusal() != null ? swept.refusal().word() : text(headers.remove("Host"));
        assertThat(seen).isEqualTo(row.get(2));
    }

    @ParameterizedTest
    @MethodSource("upgrades")
    void only_a_complete_websocket_handshake_is_an_upgrade(CaseTable.Row row) {
        MultiMap headers = headers(row.get(1))
                .add("Host", "api.example")
                .add("Sec-WebSocket-Version", "13")
                .add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

        Swept swept = rules.sweep(HttpVersion.HTTP_1_1, HttpMethod.valueOf(row.get(0)), headers, false);

        assertThat(swept.refusal()).isNull();
        assertThat(swept.upgrade()).isEqualTo(Upgrade.valueOf(row.get(2)));
        boolean stays = swept.upgrade() == Upgrade.WEBSOCKET;
        assertThat(headers.getAll("Upgrade")).isEqualTo(stays ? List.of("websocket") : List.of());
        assertThat(headers.getAll("Connection")).isEqualTo(stays ? List.of("Upgrade") : List.of());
    }

    @Test
    void a_handshake_without_key_or_version_is_none() {
        for (String missing : List.of("Sec-WebSocket-Version", "Sec-WebSocket-Key")) {
            MultiMap headers = headers("Host: a | Connection: Upgrade | Upgrade: websocket")
                    .add("Sec-WebSocket-Version", "13")
                    .add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                    .remove(missing);
            assertThat(sweep(rules, headers, false).upgrade()).as(missing).isEqualTo(Upgrade.IGNORED);
        }
        MultiMap odd = headers("Host: a | Connection: Upgrade | Upgrade: websocket | Sec-WebSocket-Version: 13"
                + " | Sec-WebSocket-Key: short");
        assertThat(sweep(rules, odd, false).upgrade()).isEqualTo(Upgrade.IGNORED);
    }

    @Test
    void what_was_read_is_handed_on() {
        Swept swept = rules.sweep(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                headers("Host: Api.example:8080 | Content-Length: 12 | Expect: 100-continue | X-Request-Id: a-1/b"),
                true);

        assertThat(swept)
                .isEqualTo(new Swept(
                        null, "Api.example:8080", HttpMethod.POST, true, Upgrade.NONE, 12, false, false, "a-1/b"));
        assertThat(swept.hasBody()).isTrue();
    }

    @Test
    void a_request_id_counts_from_trusted_peers_only_and_only_if_it_is_safe() {
        assertThat(sweep(rules, headers("Host: a | X-Request-Id: abc"), false).requestId())
                .isNull();
        assertThat(sweep(rules, headers("Host: a | X-Request-Id: abc"), true).requestId())
                .isEqualTo("abc");
        assertThat(sweep(rules, headers("Host: a | X-Request-Id: a | X-Request-Id: b"), true)
                        .requestId())
                .isNull();
        for (String bad : List.of("", "a b", "a\"b", "a\u00e9", "a{b}", "a".repeat(129))) {
            MultiMap headers = headers("Host: a").add("X-Request-Id", bad);
            assertThat(sweep(rules, headers, true).requestId()).as(bad).isNull();
        }
        assertThat(sweep(rules, headers("Host: a").add("X-Request-Id", "a".repeat(128)), true)
                        .requestId())
                .hasSize(128);
    }

    @Test
    void bytes_and_lines_of_headers_are_limited() {
        ServerConfig.Limits limits = new ServerConfig.Limits(8192, 64, 3, 10, -1, 1024, 1024);
        RequestHeaderRules narrow = rules(limits, false);

        assertThat(sweep(narrow, headers("Host: a | A: 1 | B: 2"), false).refusal())
                .isNull();
        assertThat(sweep(narrow, headers("Host: a | A: 1 | B: 2 | C: 3"), false).refusal())
                .isEqualTo(Refusal.TOO_MANY_HEADERS);
        assertThat(sweep(narrow, headers("Host: a | A: " + "x".repeat(50)), false)
                        .refusal())
                .isNull();
        assertThat(sweep(narrow, headers("Host: a | A: " + "x".repeat(51)), false)
                        .refusal())
                .isEqualTo(Refusal.HEADERS_TOO_LARGE);
    }

    @Test
    void a_method_override_counts_only_where_it_is_configured() {
        RequestHeaderRules aws = rules(ServerConfig.Limits.DEFAULT, true);

        assertThat(sweep(rules, headers("Host: a | X-HTTP-Method-Override: DELETE"), false)
                        .method())
                .isEqualTo(HttpMethod.GET);
        MultiMap headers = headers("Host: a | X-HTTP-Method-Override: DELETE | X-Method-Override: PUT");
        assertThat(sweep(aws, headers, false).method()).isEqualTo(HttpMethod.DELETE);
        assertThat(text(headers)).isEqualTo("Host: a");
        for (String bad : List.of("TRACE", "delete", "", "DELETE ", "CONNECT")) {
            MultiMap odd = headers("Host: a").add("X-HTTP-Method-Override", bad);
            assertThat(sweep(aws, odd, false).refusal()).as(bad).isEqualTo(Refusal.METHOD_REFUSED);
        }
        MultiMap two = headers("Host: a | X-HTTP-Method-Override: PUT | x-http-method-override: PUT");
        assertThat(sweep(aws, two, false).refusal()).isEqualTo(Refusal.METHOD_REFUSED);
    }

    @Test
    @DisplayName("a protected name from our own configuration may be spelled anyhow (SR-29)")
    void a_protected_name_from_our_own_configuration_may_be_spelled_anyhow() {
        RequestHeaderRules odd =
                new RequestHeaderRules(ServerConfig.DEFAULT, List.of("x_PRINCIPAL_id", "X-Forwarded-User"));
        MultiMap headers = headers("Host: a | X-Principal-Id: root | X-Forwarded-User: root");

        sweep(odd, headers, true);

        assertThat(text(headers)).isEqualTo("Host: a");
    }

    private static Swept sweep(RequestHeaderRules rules, MultiMap headers, boolean trusted) {
        return rules.sweep(HttpVersion.HTTP_1_1, HttpMethod.GET, headers, trusted);
    }

    private static RequestHeaderRules rules(ServerConfig.Limits limits, boolean methodOverride) {
        ServerConfig server = new ServerConfig(
                "::",
                0,
                ServerConfig.Timeouts.DEFAULT,
                limits,
                ServerConfig.Drain.DEFAULT,
                List.of(),
                List.of("x_ok"),
                methodOverride,
                null,
                false,
                false);
        return new RequestHeaderRules(server, List.of("X-Principal-Id", "X-Username", "x_tenant"));
    }

    static MultiMap headers(String text) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String header : text.split(" \\| ")) {
            int colon = header.startsWith("'': ") ? 2 : header.indexOf(": ");
            String name = header.substring(0, colon);
            String value = header.substring(colon + 2);
            headers.add(name.equals("''") ? "" : name, value.equals("''") ? "" : value);
        }
        return headers;
    }

    static String text(MultiMap headers) {
        StringJoiner text = new StringJoiner(" | ");
        for (Map.Entry<String, String> header : headers) {
            text.add(header.getKey() + ": " + header.getValue());
        }
        return text.toString();
    }
}
