package dev.postern.gateway.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import dev.postern.gateway.RecordedProblems;
import dev.postern.gateway.config.CorsConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorsPolicyTest {

    private static final String APP = "https://app.example.com";
    private static final List<String> SERVED = List.of("GET", "POST");

    private final RecordedProblems problems = new RecordedProblems();

    static Stream<CaseTable.Row> origins() {
        return CaseTable.rows("origins.txt");
    }

    @ParameterizedTest
    @MethodSource("origins")
    void an_origin_is_granted_or_not(CaseTable.Row row) {
        CorsPolicy policy = policy(List.of(row.get(0).split(" ")));

        assertThat(policy.grants(row.get(1))).isEqualTo(row.get(2).equals("yes"));
        assertThat(problems.errors).isEmpty();
    }

    @Test
    void a_preflight_is_options_with_origin_and_requested_method_and_nothing_less() {
        MultiMap both = headers("Origin: " + APP, "Access-Control-Request-Method: GET");

        assertThat(CorsPolicy.isPreflight(HttpMethod.OPTIONS, both)).isTrue();
        assertThat(CorsPolicy.isPreflight(HttpMethod.GET, both)).isFalse();
        assertThat(CorsPolicy.isPreflight(HttpMethod.OPTIONS, headers("Origin: " + APP)))
                .isFalse();
        assertThat(CorsPolicy.isPreflight(HttpMethod.OPTIONS, headers("Access-Control-Request-Method: GET")))
                .isFalse();
        assertThat(CorsPolicy.isPreflight(HttpMethod.OPTIONS, headers())).isFalse();
    }

    @Test
    void a_preflight_is_told_what_is_allowed() {
        CorsPolicy policy = CorsPolicy.of(
                config(List.of(APP), List.of("GET", "PUT"), List.of("authorization", "x-a"), List.of("x-b"), true, 600),
                problems);

        assertThat(preflight(policy, "Origin: " + APP, "Access-Control-Request-Method: PUT"))
                .isEqualTo("vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
                        + " | access-control-allow-origin: https://app.example.com"
                        + " | access-control-allow-credentials: true"
                        + " | access-control-allow-methods: GET,PUT"
                        + " | access-control-allow-headers: authorization,x-a"
                        + " | access-control-max-age: 600");
    }

    @Test
    void without_a_list_the_methods_are_what_the_path_serves() {
        assertThat(preflight(policy(List.of(APP)), "Origin: " + APP, "Access-Control-Request-Method: GET"))
                .isEqualTo("vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
                        + " | access-control-allow-origin: https://app.example.com"
                        + " | access-control-allow-methods: GET,POST");
    }

    @Test
    void an_unknown_origin_gets_no_grant_but_the_answer_still_varies() {
        String vary = "vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

        assertThat(preflight(
                        policy(List.of(APP)), "Origin: https://evil.example", "Access-Control-Request-Method: GET"))
                .isEqualTo(vary);
        assertThat(preflight(
                        policy(List.of(APP)), "Origin: " + APP, "Origin: " + APP, "Access-Control-Request-Method: GET"))
                .isEqualTo(vary);
        assertThat(decorated(policy(List.of(APP)), "https://evil.example", headers("A: 1")))
                .isEqualTo("a: 1 | vary: Origin");
    }

    @Test
    void a_star_for_everything_is_answered_with_stars() {
        CorsPolicy policy =
                CorsPolicy.of(config(List.of("*"), List.of("*"), List.of("*"), List.of("*"), false, null), problems);

        assertThat(preflight(policy, "Origin: " + APP, "Access-Control-Request-Method: PATCH"))
                .contains("access-control-allow-origin: *")
                .contains("access-control-allow-methods: *")
                .contains("access-control-allow-headers: *");
        assertThat(preflight(
                        policy,
                        "Origin: " + APP,
                        "Access-Control-Request-Method: PATCH",
                        "Access-Control-Request-Headers: Authorization"))
                .contains("access-control-allow-headers: *,authorization");
        assertThat(decorated(policy, APP, headers()))
                .isEqualTo("access-control-allow-origin: * | access-control-expose-headers: *");
        assertThat(problems.errors).isEmpty();
    }

    @Test
    @DisplayName("with credentials a star becomes what was asked for valid bounded and once (SR-128)")
    void with_credentials_a_star_becomes_what_was_asked_for_valid_bounded_and_once() {
        CorsPolicy policy =
                CorsPolicy.of(config(List.of(APP), List.of("*"), List.of("*"), List.of(), true, null), problems);

        assertThat(preflight(
                        policy,
                        "Origin: " + APP,
                        "Access-Control-Request-Method: PATCH",
                        "Access-Control-Request-Headers: X-A, x-b,X-A, b\u00e4d, in valid,,"))
                .contains("access-control-allow-methods: PATCH")
                .endsWith("access-control-allow-headers: x-a,x-b");
        assertThat(preflight(policy, "Origin: " + APP, "Access-Control-Request-Method: in valid"))
                .doesNotContain("access-control-allow-methods")
                .doesNotContain("access-control-allow-headers");
        String many = "x-a,".repeat(2000);
        assertThat(preflight(
                        policy,
                        "Origin: " + APP,
                        "Access-Control-Request-Method: GET",
                        "Access-Control-Request-Headers: " + many))
                .doesNotContain("access-control-allow-headers");
    }

    @Test
    void an_answer_carries_the_grant_in_place_of_the_backends() {
        CorsPolicy policy =
                CorsPolicy.of(config(List.of(APP), List.of(), List.of(), List.of("x-b", "x-c"), true, null), problems);
        MultiMap backend = headers(
                "Access-Control-Allow-Origin: *",
                "access-control-allow-origin: https://evil.example",
                "Access-Control-Allow-Credentials: true",
                "ACCESS-CONTROL-EXPOSE-HEADERS: secret",
                "Vary: Accept-Encoding");

        assertThat(decorated(policy, APP, backend))
                .isEqualTo("vary: Accept-Encoding, Origin"
                        + " | access-control-allow-origin: https://app.example.com"
                        + " | access-control-allow-credentials: true"
                        + " | access-control-expose-headers: x-b,x-c");
        assertThat(decorated(policy, null, headers("Access-Control-Allow-Origin: *")))
                .isEqualTo("vary: Origin");
    }

    @Test
    void vary_is_completed_and_never_doubled() {
        CorsPolicy policy = policy(List.of(APP));

        assertThat(decorated(policy, null, headers("Vary: origin"))).isEqualTo("vary: origin");
        assertThat(decorated(policy, null, headers("Vary: *"))).isEqualTo("vary: *");
        assertThat(decorated(policy, null, headers("Vary: Accept, ORIGIN"))).isEqualTo("vary: Accept, ORIGIN");
        assertThat(decorated(policy, null, headers("Vary: Accept", "Vary: Cookie")))
                .isEqualTo("vary: Accept, Cookie, Origin");
        assertThat(decorated(policy, null, headers("Vary: X-Origin"))).isEqualTo("vary: X-Origin, Origin");
    }

    @Test
    void without_a_policy_nothing_is_added_and_nothing_removed() {
        assertThat(CorsPolicy.of(null, problems)).isSameAs(CorsPolicy.NONE);
        assertThat(decorated(CorsPolicy.NONE, APP, headers("Access-Control-Allow-Origin: *")))
                .isEqualTo("access-control-allow-origin: *");
        assertThat(preflight(CorsPolicy.NONE, "Origin: " + APP, "Access-Control-Request-Method: GET"))
                .isEmpty();
        assertThat(CorsPolicy.NONE.grants(APP)).isFalse();
    }

    @Test
    @DisplayName("everybody with credentials is refused at load (SR-120)")
    void everybody_with_credentials_is_refused_at_load() {
        CorsPolicy.of(config(List.of("*", "https://*"), List.of(), List.of(), List.of("*"), true, null), problems);

        assertThat(problems.errors).hasSize(3);
        assertThat(problems.errors)
                .anyMatch(
                        error -> error.equals("cors.allowOrigins[0]: '*' with allowCredentials would let every site act"
                                + " as the user; list the origins, or set allowCredentials: false"))
                .anyMatch(error -> error.startsWith("cors.allowOrigins[1]: 'https://*' with allowCredentials"))
                .anyMatch(error -> error.startsWith("cors.exposeHeaders: browsers take '*' literally"));
    }

    @Test
    void what_no_browser_sends_is_an_error_that_says_what_it_sends() {
        policy(List.of(
                "https://App.example.com",
                "https://app.example.com/",
                "https://app.example.com:443",
                "https://*.Example.com",
                "app.example.com",
                "https://app.example.com/path",
                "https://a*.example.com",
                "https://*.*.example.com",
                "https://*.",
                "NULL",
                "ftp://a"));

        assertThat(problems.errors).hasSize(11);
        assertThat(problems.errors.get(0))
                .isEqualTo("cors.allowOrigins[0]: browsers never send 'https://App.example.com';"
                        + " write \"https://app.example.com\"");
        assertThat(problems.errors.get(1)).endsWith("write \"https://app.example.com\"");
        assertThat(problems.errors.get(2)).endsWith("write \"https://app.example.com\"");
        assertThat(problems.errors.get(3)).endsWith("write \"https://*.example.com\"");
        assertThat(problems.errors.get(4)).contains("'app.example.com' is not an origin");
    }

    @Test
    void methods_and_header_names_are_checked() {
        CorsPolicy.of(config(List.of(), List.of("get"), List.of("a, b"), List.of("c:"), false, null), problems);

        assertThat(problems.errors).hasSize(4);
        assertThat(problems.errors).anyMatch(error -> error.startsWith("cors.allowOrigins: is empty"));
        assertThat(problems.errors).anyMatch(error -> error.startsWith("cors.allowMethods[0]: 'get' is not a method"));
        assertThat(problems.errors).anyMatch(error -> error.startsWith("cors.allowHeaders[0]: 'a, b'"));
        assertThat(problems.errors).anyMatch(error -> error.startsWith("cors.exposeHeaders[0]: 'c:'"));
    }

    private CorsPolicy policy(List<String> origins) {
        return CorsPolicy.of(config(origins, List.of(), List.of(), List.of(), false, null), problems);
    }

    private static CorsConfig config(
            List<String> origins,
            List<String> methods,
            List<String> headers,
            List<String> exposed,
            boolean credentials,
            Integer seconds) {
        return new CorsConfig(
                "cors",
                origins,
                methods,
                headers,
                exposed,
                credentials,
                seconds == null ? null : Duration.ofSeconds(seconds));
    }

    private static String preflight(CorsPolicy policy, String... request) {
        MultiMap response = MultiMap.caseInsensitiveMultiMap();
        policy.answerPreflight(headers(request), response, SERVED);
        return text(response);
    }

    private static String decorated(CorsPolicy policy, String origin, MultiMap response) {
        policy.decorate(origin, response);
        return text(response);
    }

    private static MultiMap headers(String... lines) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            headers.add(line.substring(0, colon), line.substring(colon + 2));
        }
        return headers;
    }

    private static String text(MultiMap headers) {
        StringJoiner text = new StringJoiner(" | ");
        for (Map.Entry<String, String> header : headers) {
            text.add(header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue());
        }
        return text.toString();
    }
}
