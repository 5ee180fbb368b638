package dev.postern.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessLogLineTest {

    @Test
    void a_line_has_exactly_the_documented_fields_in_order() {
        assertThat(line(Finished.ADMITTED))
                .isEqualTo("{\"requestId\":\"01h455vb4pex5vsknk084sn02q\",\"time\":\"2026-11-20T11:52:06.007Z\","
                        + "\"route\":\"GET /notes/{id}\",\"method\":\"GET\",\"path\":\"/notes/7\",\"status\":200,"
                        + "\"outcome\":\"allow\",\"reason\":\"allowed\",\"authorizer\":\"users\",\"principalId\":\"jdoe\","
                        + "\"durationMs\":12.345,\"authorizerMs\":0.001,\"upstreamMs\":11.000,"
                        + "\"bytesIn\":0,\"bytesOut\":1234,\"sourceIp\":\"192.0.2.7\"}\n");
    }

    @Test
    void what_is_absent_is_null() {
        assertThat(line(Finished.REFUSED))
                .isEqualTo("{\"requestId\":\"x\",\"time\":\"1970-01-01T00:00:00.000Z\",\"route\":\"none\","
                        + "\"method\":null,\"path\":null,\"status\":400,\"outcome\":\"none\",\"reason\":\"bad_target\","
                        + "\"authorizer\":null,\"principalId\":null,\"durationMs\":0.000,\"authorizerMs\":null,"
                        + "\"upstreamMs\":null,\"bytesIn\":0,\"bytesOut\":0,\"sourceIp\":\"::1\"}\n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    @DisplayName("no value can leave its quotes (SR-145)")
    void no_value_can_leave_its_quotes(String value, String written) {
        String line = line(Finished.ADMITTED.withText(value).withPath(value));
        assertThat(line)
                .startsWith("{\"requestId\":\"" + written + "\",")
                .contains("\"route\":\"" + written + "\",\"method\":\"" + written + "\",\"path\":\"" + written + "\",")
                .contains("\"principalId\":\"" + written + "\",")
                .endsWith("\"sourceIp\":\"" + written + "\"}\n");
        assertThat(line.substring(0, line.length() - 1).chars()).allMatch(c -> c >= 0x20 && c <= 0x7E);
        assertThat(new JsonObject(line).size()).isEqualTo(16);
    }

    static Stream<Arguments> values() throws IOException {
        try (InputStream in = AccessLogLineTest.class.getResourceAsStream("access-log-values.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(row -> !row.startsWith("#") && !row.isBlank())
                            .map(row -> row.split("\\s+-> ", 2))
                            .map(row -> Arguments.of(unescaped(row[0]), row[1]))
                            .toList()
                            .stream();
        }
    }

    private static String unescaped(String text) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            switch (text.charAt(++i)) {
                case 'n' -> value.append('\n');
                case 'r' -> value.append('\r');
                case 't' -> value.append('\t');
                case 'u' -> {
                    value.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> value.append('\\');
            }
        }
        return value.toString();
    }

    @Test
    @DisplayName("a query in a refused target is not written (SR-146)")
    void a_query_in_a_refused_target_is_not_written() {
        assertThat(line(Finished.REFUSED.withPath("//x?access_token=SECRET"))).contains("\"path\":\"//x\"");
        assertThat(line(Finished.REFUSED.withPath("/x#a?access_token=SECRET"))).contains("\"path\":\"/x\"");
        assertThat(line(Finished.REFUSED.withPath("/x?a#access_token=SECRET"))).contains("\"path\":\"/x\"");
    }

    @Test
    void a_very_long_value_is_cut_and_the_line_stays_whole() {
        JsonObject line = new JsonObject(line(Finished.ADMITTED.withText("\u0001".repeat(100_000))));
        assertThat(line.getString("principalId")).hasSize(8192);
        assertThat(line.getString("sourceIp")).hasSize(8192);
    }

    @Test
    void a_pair_is_not_cut_in_half() {
        String text = "a".repeat(8191) + "\uD83D\uDE00";
        assertThat(new JsonObject(line(Finished.ADMITTED.withText(text))).getString("principalId"))
                .endsWith("a\uFFFD");
    }

    private static String line(ExchangeSummary summary) {
        return new String(AccessLogLine.encode(summary), StandardCharsets.US_ASCII);
    }
}
