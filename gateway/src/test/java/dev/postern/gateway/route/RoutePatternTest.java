package dev.postern.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.CaseTable;
import dev.postern.gateway.RecordedProblems;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoutePatternTest {

    private final RecordedProblems problems = new RecordedProblems();

    static Stream<CaseTable.Row> refused() {
        return CaseTable.rows("patterns.txt");
    }

    @ParameterizedTest
    @MethodSource("refused")
    @DisplayName("a match that can match nothing is an error that says why (SR-15)")
    void a_match_that_can_match_nothing_is_an_error_that_says_why(CaseTable.Row row) {
        assertThat(RoutePattern.parse(row.get(0), problems, "routes[2].match")).isNull();

        assertThat(problems.errors).hasSize(1);
        assertThat(problems.errors.get(0)).startsWith("routes[2].match: ").contains(row.get(1));
    }

    @Test
    void a_match_knows_its_parts() {
        RoutePattern pattern = RoutePatternTest.parse("GET /a/{id}/{proxy+}");

        assertThat(pattern.method()).isEqualTo("GET");
        assertThat(pattern.isAny()).isFalse();
        assertThat(pattern.isDefault()).isFalse();
        assertThat(pattern.isGreedy()).isTrue();
        assertThat(pattern.parameterNames()).containsExactly("id", "proxy");
        assertThat(pattern).hasToString("GET /a/{id}/{proxy+}");

        RoutePattern otherwise = RoutePatternTest.parse("$default");
        assertThat(otherwise.method()).isNull();
        assertThat(otherwise.isAny()).isTrue();
        assertThat(otherwise.isDefault()).isTrue();
    }

    @Test
    void a_rewrite_takes_the_parameters_and_is_made_canonical() {
        assertThat(rewrite("/v1/{proxy}", "ANY /api/{proxy+}", "/api/a/b")).isEqualTo("/v1/a/b");
        assertThat(rewrite("/v1/{b}/{a}", "GET /{a}/x/{b}", "/1/x/2")).isEqualTo("/v1/2/1");
        assertThat(rewrite("/fixed", "GET /{a}", "/1")).isEqualTo("/fixed");
        assertThat(rewrite("/v1/p-{a}.json", "GET /{a}", "/%C3%A9")).isEqualTo("/v1/p-%C3%A9.json");
        assertThat(rewrite("/{proxy}", "ANY /api/{proxy+}", "/api//evil/x")).isNull();
        assertThat(rewrite("/v1/{proxy}", "ANY /api/{proxy+}", "/api//x")).isNull();
        assertThat(rewrite("/.{proxy}", "ANY /api/{proxy+}", "/api/.%2F")).isNull();
        assertThat(problems.errors).isEmpty();
    }

    @Test
    void a_rewrite_that_cannot_work_is_an_error() {
        for (String template :
                new String[] {"v1/{id}", "/v1/{ID}", "/v1/{id", "/a//{id}", "/../{id}", "/a?b={id}", "//{id}"}) {
            RecordedProblems found = new RecordedProblems();
            assertThat(PathRewrite.compile(template, parse("GET /a/{id}"), found, "routes[0].path"))
                    .as(template)
                    .isNull();
            assertThat(found.errors).as(template).hasSize(1);
        }
        RecordedProblems found = new RecordedProblems();
        PathRewrite.compile("/v1/{di}", parse("GET /a/{id}"), found, "routes[0].path");
        assertThat(found.errors)
                .containsExactly(
                        "routes[0].path: '{di}' is no parameter of 'GET /a/{id}', did you mean 'id'?; use {id}");
    }

    private String rewrite(String template, String match, String path) {
        RoutePattern pattern = parse(match);
        RouteTable.Builder<String> builder = RouteTable.builder(Profile.POSTERN);
        builder.add(pattern, List.of(), match);
        return PathRewrite.compile(template, pattern, problems, "routes[0].path")
                .apply(builder.build().match(null, "GET", path), 0);
    }

    private static RoutePattern parse(String match) {
        return RoutePattern.parse(match, new RecordedProblems(), "routes[0].match");
    }
}
