package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.gateway.config.ServerConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Any header block, line by line: refused, or without everything a client may not say (SR-18, SR-26 to SR-30, SR-37,
 * SR-44). The first byte says whether the peer is trusted.
 */
class RequestHeaderRulesFuzzTest {

    private static final List<String> PROTECTED = List.of("X-User", "X-Email", "x_plan");
    private static final Set<String> NEVER = Set.of(
            "x-user",
            "x-email",
            "x-plan",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "te",
            "trailer",
            "http2-settings",
            "transfer-encoding",
            "expect",
            "x-http-method-override",
            "x-request-id");
    private static final List<String> FROM_TRUSTED_ONLY =
            List.of("x-forwarded", "x-original-", "x-ssl-", "ssl-client-", "client-cert");

    private static final RequestHeaderRules RULES = new RequestHeaderRules(ServerConfig.DEFAULT, PROTECTED);

    @DictionaryEntries({
        "X-User: root",
        "x_user",
        "Connection: ",
        "X-Forwarded-For: ",
        "Transfer-Encoding: chunked",
        "Host: h",
        "Content-Length: 5",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: ",
        "Expect: ",
        "X--Plan: gold",
        "Forwarded: for=h"
    })
    @FuzzTest
    void headers(byte[] bytes) {
        String block = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean trusted = block.startsWith("t");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        String nominated = "";
        for (String line : block.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon);
                String value = line.substring(colon + 1).strip();
                headers.add(name, value);
                nominated += name.equalsIgnoreCase("Connection") ? "," + value : "";
            }
        }

        Swept swept = RULES.sweep(HttpVersion.HTTP_1_1, HttpMethod.GET, headers, trusted);

        if (swept.refusal() != null) {
            return;
        }
        assertThat(headers.getAll("Host")).containsExactly(swept.host());
        assertThat(headers.getAll("Content-Length")).hasSizeLessThan(2);
        assertThat(swept.chunked() && headers.contains("Content-Length")).isFalse();
        boolean upgrades = swept.upgrade() == Upgrade.WEBSOCKET;
        assertThat(headers.getAll("Connection")).isEqualTo(upgrades ? List.of("Upgrade") : List.of());
        assertThat(headers.getAll("Upgrade")).isEqualTo(upgrades ? List.of("websocket") : List.of());
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey();
            String folded =
                    name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
            assertThat(folded).as(name).isNotIn(NEVER);
            assertThat(name).doesNotContain("_").matches("[!-~&&[^\"(),/:;<=>?@\\[\\\\\\]{}]]+");
            if (!trusted) {
                assertThat(FROM_TRUSTED_ONLY).as(name).noneMatch(folded::startsWith);
                assertThat(folded).isNotEqualTo("forwarded");
            }
            if (RULES.role(name) == null) {
                assertThat(nominated.split("[ \t]*,[ \t]*")).as(name).noneMatch(name::equalsIgnoreCase);
            }
        }
    }
}
