package dev.postern.authorizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.SharedResources.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallNounsTest {

    @ParameterizedTest
    @CsvSource({"250ms, 250", "29s, 29000", "5m, 300000", "1h, 3600000", "2d, 172800000", "0s, 0"})
    void a_duration_is_read(String text, long millis) {
        assertThat(Quantities.duration(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "5S", "1.5s", "5s5m", "PT5S", "1234567890123s", "٥s"})
    void anything_else_is_no_duration(String text) {
        assertThat(Quantities.duration(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"512B, 512", "16KiB, 16384", "10MiB, 10485760", "1GiB, 1073741824"})
    void a_size_is_read(String text, long bytes) {
        assertThat(Quantities.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5K", "5KB", "5kib", "-5B", "1.5MiB"})
    void anything_else_is_no_size(String text) {
        assertThat(Quantities.size(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"250ms", "0s", "29s", "5m", "1h", "90m", "90s"})
    void a_duration_is_written_as_it_is_read(String text) {
        assertThat(Quantities.text(Quantities.duration(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "audience, audiences",
        "upstrem, upstream",
        "jkws, jwks",
        "ISSUER, issuer",
    })
    void the_nearest_word_is_suggested(String word, String meant) {
        assertThat(Suggestion.of(word, List.of("audiences", "upstream", "jwks", "issuer")))
                .isEqualTo(", did you mean '" + meant + "'?");
    }

    @Test
    void nothing_is_suggested_where_nothing_is_near() {
        assertThat(Suggestion.of("banana", List.of("audiences", "issuer"))).isEmpty();
        assertThat(Suggestion.of("x", List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "header.Authorization, HEADER, Authorization",
        "header.X-Auth.Token, HEADER, X-Auth.Token",
        "method.request.header.Auth, HEADER, Auth",
        "$request.header.Auth, HEADER, Auth",
        "querystring.token, QUERY, token",
        "method.request.querystring.token, QUERY, token",
        "$request.querystring.token, QUERY, token",
        "cookie.session, COOKIE, session",
    })
    void a_credential_source_is_read(String text, CredentialSource.Kind kind, String name) {
        CredentialSource source = CredentialSource.parse(text);
        assertThat(source).isEqualTo(new CredentialSource(kind, name));
        assertThat(CredentialSource.parse(source.toString())).isEqualTo(source);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization", "header.", ".x", "Header.x", "header.a b", "cookie.a;b", "body.x"})
    void anything_else_is_no_credential_source(String text) {
        assertThat(CredentialSource.parse(text)).isNull();
    }

    @Test
    void a_shared_resource_is_made_once_and_closed_by_the_last() {
        SharedResources shared = new SharedResources();
        List<String> closed = new ArrayList<>();
        Hold<StringBuilder> first = shared.hold("k", StringBuilder.class, StringBuilder::new, r -> closed.add("k"));
        Hold<StringBuilder> second = shared.hold("k", StringBuilder.class, StringBuilder::new, r -> closed.add("k"));
        assertThat(first.get()).isSameAs(second.get());
        first.close();
        first.close();
        assertThat(closed).isEmpty();
        second.close();
        assertThat(closed).containsExactly("k");
        Hold<StringBuilder> third = shared.hold("k", StringBuilder.class, StringBuilder::new, r -> closed.add("k"));
        assertThat(third.get()).isNotSameAs(first.get());
    }

    @Test
    void other_keys_share_nothing() {
        SharedResources shared = new SharedResources();
        Hold<StringBuilder> first = shared.hold("a", StringBuilder.class, StringBuilder::new, r -> {});
        Hold<StringBuilder> second = shared.hold("b", StringBuilder.class, StringBuilder::new, r -> {});
        assertThat(first.get()).isNotSameAs(second.get());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void a_reason_has_a_label_of_its_own(Reason reason) {
        Set<String> words = new HashSet<>();
        for (Reason other : Reason.values()) {
            words.add(other.word());
        }
        assertThat(words).hasSameSizeAs(Reason.values());
        assertThat(reason.word()).matches("[a-z_]+");
        assertThat(Decision.Deny.because(reason).reason()).isEqualTo(reason);
        assertThat(Decision.Deny.because(reason)).isSameAs(Decision.Deny.because(reason));
    }

    @Test
    void an_identity_cannot_be_changed_from_outside() {
        Map<String, Object> context = new HashMap<>(Map.of("a", "b"));
        Identity identity = new Identity("p", context, Map.of());
        context.put("admin", "true");
        assertThat(identity.context()).containsOnlyKeys("a");
    }

    @Test
    void rules_are_empty_only_when_nothing_is_asked() {
        assertThat(RouteRules.NONE.isEmpty()).isTrue();
        assertThat(new RouteRules(List.of("s"), List.of(), Map.of()).isEmpty()).isFalse();
        assertThat(new RouteRules(List.of(), List.of("g"), Map.of()).isEmpty()).isFalse();
        assertThat(new RouteRules(List.of(), List.of(), Map.of("c", List.of("v"))).isEmpty())
                .isFalse();
    }
}
