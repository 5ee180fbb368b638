package dev.postern.gateway.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.gateway.RecordedProblems;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.identity.HeaderEncoding;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeaderMappingTest {

    private final RecordedProblems problems = new RecordedProblems();
    private final Sample sample = Sample.cognito(Profile.POSTERN);

    @Test
    @DisplayName("a value replaces whatever was there and a missing one leaves nothing (SR-27, SR-160)")
    void a_value_replaces_whatever_was_there_and_a_missing_one_leaves_nothing() {
        HeaderMapping mapping = mapping(
                "X-Username",
                "$context.authorizer.username",
                "X-Email",
                "$context.authorizer.email",
                "X-Plan",
                "'gold'");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("x-username", "root")
                .add("X-USERNAME", "root")
                .add("X-Email", "root@example.com")
                .add("x-plan", "free")
                .add("Accept", "*/*");

        assertThat(mapping.set(sample, headers)).isNull();

        assertThat(headers.getAll("X-Username")).containsExactly("jdoe");
        assertThat(headers.contains("X-Email")).isFalse();
        assertThat(headers.getAll("X-Plan")).containsExactly("gold");
        assertThat(headers.get("Accept")).isEqualTo("*/*");
    }

    @Test
    void names_filled_from_the_caller_are_known_apart() {
        HeaderMapping mapping = mapping(
                "X-User", "$context.authorizer.username",
                "X-Ip", "$context.identity.sourceIp",
                "X-Plan", "'gold'",
                "X-Page", "$request.querystring.page");

        assertThat(mapping.names()).containsExactly("X-User", "X-Ip", "X-Plan", "X-Page");
        assertThat(mapping.callerNames()).containsExactly("X-User", "X-Ip");
    }

    @Test
    @DisplayName("expressions see the clients headers and not each others results (SR-131)")
    void expressions_see_the_clients_headers_and_not_each_others_results() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("A", "1").add("B", "2");
        Sample swapped = new Sample(Identity.ANONYMOUS, Profile.POSTERN, "open", headers);

        mapping("A", "$request.header.B", "B", "$request.header.A").set(swapped, headers);

        assertThat(headers.get("A")).isEqualTo("2");
        assertThat(headers.get("B")).isEqualTo("1");
    }

    @Test
    void nobody_in_particular_sets_no_identity_and_lets_none_through() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Principal-Id", "root");
        Sample anonymous = sample.with(Identity.ANONYMOUS, "open");

        assertThat(mapping("X-Principal-Id", "$context.authorizer.principalId").set(anonymous, headers))
                .isNull();

        assertThat(headers.contains("X-Principal-Id")).isFalse();
    }

    @Test
    @DisplayName("a control character refuses by where it came from and sets nothing (SR-34)")
    void a_control_character_refuses_by_where_it_came_from_and_sets_nothing() {
        Identity evil = new Identity("a\r\nX-Admin: true", Map.of(), Map.of());
        HeaderMapping mapping = mapping("X-First", "'1'", "X-Id", "$context.authorizer.principalId");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();

        assertThat(mapping.set(sample.with(evil, "cognito"), headers)).isEqualTo(Refusal.IDENTITY_UNPRINTABLE);
        assertThat(mapping.set(sample.with(evil, "jwt"), headers)).isEqualTo(Refusal.IDENTITY_UNPRINTABLE);
        assertThat(mapping.set(sample.with(evil, "lambda"), headers)).isEqualTo(Refusal.IDENTITY_FAULT);
        assertThat(headers.isEmpty()).isTrue();

        sample.headers().set("X-Tab", "a\tb");
        assertThat(mapping("X-Copy", "$request.header.X-Tab").set(sample, headers))
                .isEqualTo(Refusal.BAD_HEADER);
    }

    @Test
    void a_value_that_is_not_ascii_is_encoded_as_configured() {
        Identity jose = new Identity("Jos\u00e9", Map.of(), Map.of());
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();

        mapping("X-Id", "$context.authorizer.principalId").set(sample.with(jose, "jwt"), headers);
        assertThat(headers.get("X-Id")).isEqualTo("Jos%C3%A9");

        HeaderMapping strict = HeaderMapping.compile(
                Map.of("X-Id", "$context.authorizer.principalId"), HeaderEncoding.REFUSE, problems, "identity.headers");
        assertThat(strict.set(sample.with(jose, "jwt"), headers)).isEqualTo(Refusal.IDENTITY_UNPRINTABLE);
    }

    @Test
    void a_route_adds_to_the_identity_headers_and_wins_over_them() {
        HeaderMapping both = mapping("X-User", "$context.authorizer.username", "X-Kept", "'kept'")
                .and(mapping("x_user", "'nobody'", "X-Plan", "'gold'"));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();

        both.set(sample, headers);

        assertThat(both.names()).containsExactly("X-Kept", "x_user", "X-Plan");
        assertThat(headers.get("x_user")).isEqualTo("nobody");
        assertThat(both.and(HeaderMapping.NONE)).isSameAs(both);
    }

    @Test
    void headers_that_are_not_to_be_set_are_errors() {
        for (String name : List.of(
                "Host",
                "Connection",
                "content-length",
                "Transfer-Encoding",
                "TE",
                "Upgrade",
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-proto",
                "X-Request-Id",
                "X-HTTP-Method-Override",
                "Proxy-Authorization",
                "Expect",
                "Content_Length",
                "Content-Xength")) {
            RecordedProblems found = new RecordedProblems();
            HeaderMapping.compile(Map.of(name, "'x'"), HeaderEncoding.PERCENT, found, "identity.headers");
            assertThat(found.errors).as(name).hasSize(1);
            assertThat(found.errors.get(0)).startsWith("identity.headers." + name + ": '" + name + "' cannot be set: ");
        }
        for (String name : List.of("X-Forwarded-User", "Authorization", "Cookie", "X-Real-IP", "Accept")) {
            RecordedProblems found = new RecordedProblems();
            HeaderMapping.compile(Map.of(name, "'x'"), HeaderEncoding.PERCENT, found, "identity.headers");
            assertThat(found.errors).as(name).isEmpty();
        }
    }

    @Test
    void names_that_are_none_and_names_that_are_one_are_errors_all_at_once() {
        mapping("X User", "'x'", "X-A", "'1'", "x_a", "'2'", "X-B", "plain");

        assertThat(problems.errors).hasSize(3);
        assertThat(problems.errors)
                .anyMatch(error -> error.contains("'X User' is not a header name"))
                .anyMatch(error -> error.contains("many backends take 'x_a' and 'X-A' for the same header"))
                .anyMatch(error -> error.contains("write \"'plain'\" for literal text"));
    }

    private HeaderMapping mapping(String... namesAndExpressions) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndExpressions.length; i += 2) {
            headers.put(namesAndExpressions[i], namesAndExpressions[i + 1]);
        }
        return HeaderMapping.compile(headers, HeaderEncoding.PERCENT, problems, "identity.headers");
    }
}
