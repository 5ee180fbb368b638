package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import dev.postern.gateway.RecordedProblems;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingTest {

    private final RecordedProblems problems = new RecordedProblems();

    static Stream<CaseTable.Row> clients() {
        return CaseTable.rows("clients.txt");
    }

    static Stream<CaseTable.Row> forwarded() {
        return CaseTable.rows("forwarded.txt");
    }

    static Stream<CaseTable.Row> answers() {
        return CaseTable.rows("answers.txt");
    }

    @ParameterizedTest
    @MethodSource("clients")
    @DisplayName("the client is the first address from the right that is not trusted (SR-21, SR-22, SR-24)")
    void the_client_is_the_first_address_from_the_right_that_is_not_trusted(CaseTable.Row row) {
        TrustedProxies proxies = TrustedProxies.of(
                row.get(0) == null ? List.of() : List.of(row.get(0).split(",")), "server.trustedProxies", problems);

        assertThat(proxies.clientOf(row.get(1), RequestHeaderRulesTest.headers(row.get(2))))
                .isEqualTo(row.get(3));
        assertThat(problems.errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forwarded")
    @DisplayName("a backend is told where a request came from (SR-18, SR-20, SR-22)")
    void a_backend_is_told_where_a_request_came_from(CaseTable.Row row) {
        List<String> words = List.of(row.get(0).split(" "));
        String host = words.stream()
                .filter(word -> word.startsWith("host="))
                .map(word -> word.substring(5))
                .findFirst()
                .orElse(null);
        MultiMap headers = RequestHeaderRulesTest.headers(row.get(1));

        Forwarding.apply(headers, words.get(0), words.contains("trusted"), words.contains("tls"), host);

        assertThat(RequestHeaderRulesTest.text(headers).split(" \\| "))
                .containsExactlyInAnyOrder(row.get(2).split(" \\| "));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_keeps_what_is_meant_for_the_client(CaseTable.Row row) {
        MultiMap client = MultiMap.caseInsensitiveMultiMap();

        long length = ResponseHeaderRules.copy(RequestHeaderRulesTest.headers(row.get(0)), client);

        assertThat(RequestHeaderRulesTest.text(client)).isEqualTo(row.get(1));
        assertThat(length).isEqualTo(Long.parseLong(row.get(2)));
    }

    @Test
    @DisplayName("blocks that are no blocks or trust everybody are errors (SR-25)")
    void blocks_that_are_no_blocks_or_trust_everybody_are_errors() {
        TrustedProxies proxies = TrustedProxies.of(
                List.of(
                        "10.0.0.0/8",
                        "0.0.0.0/0",
                        "::/0",
                        "10.0.0.1/8",
                        "10.0.0.0/33",
                        "proxy.example",
                        "10.0.0.0/",
                        "",
                        "::1/-1"),
                "server.trustedProxies",
                problems);

        assertThat(problems.errors).hasSize(8);
        assertThat(problems.errors.get(0))
                .isEqualTo(
                        "server.trustedProxies[1]: '0.0.0.0/0' trusts every address, so that any client can forge its"
                                + " own; name the addresses of your proxies");
        assertThat(problems.errors.get(2))
                .startsWith("server.trustedProxies[3]: '10.0.0.1/8' is not a block of addresses");
        assertThat(proxies.trusts("10.1.1.1")).isTrue();
        assertThat(proxies.trusts("11.1.1.1")).isFalse();
        assertThat(proxies.trusts("not an address")).isFalse();
        assertThat(proxies.trusts(null)).isFalse();
    }
}
