package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseHeaderRulesTest {

    static Stream<CaseTable.Row> answers() {
        return CaseTable.rows("response-headers.txt");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void a_backend_says_only_what_is_its_own(CaseTable.Row row) {
        MultiMap client = MultiMap.caseInsensitiveMultiMap();

        long length = ResponseHeaderRules.copy(headers(row.get(0)), client);

        assertThat(length).isEqualTo(Long.parseLong(row.get(1)));
        assertThat(text(client)).isEqualTo(row.get(2));
    }

    @Test
    void a_body_in_another_coding_than_chunked_is_not_known() {
        assertThat(ResponseHeaderRules.hasKnownCoding(headers("X-A: 1"))).isTrue();
        assertThat(ResponseHeaderRules.hasKnownCoding(headers("Transfer-Encoding: Chunked")))
                .isTrue();
        assertThat(ResponseHeaderRules.hasKnownCoding(headers("Transfer-Encoding: gzip")))
                .isFalse();
        assertThat(ResponseHeaderRules.hasKnownCoding(
                        headers("Transfer-Encoding: chunked | Transfer-Encoding: chunked")))
                .isFalse();
        assertThat(ResponseHeaderRules.hasKnownCoding(headers("Transfer-Encoding: gzip, chunked")))
                .isFalse();
    }

    private static MultiMap headers(String text) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String header : text.split(" \\| ")) {
            String[] parts = header.split(": ", 2);
            headers.add(parts[0], parts[1]);
        }
        return headers;
    }

    private static String text(MultiMap headers) {
        StringJoiner text = new StringJoiner(" | ");
        for (Map.Entry<String, String> header : headers) {
            text.add(header.getKey() + ": " + header.getValue());
        }
        return text.toString();
    }
}
