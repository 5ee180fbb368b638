package dev.postern.gateway.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.CaseTable;
import dev.postern.gateway.RecordedProblems;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExpressionTest {

    private final RecordedProblems problems = new RecordedProblems();

    static Stream<CaseTable.Row> expressions() {
        return CaseTable.rows("expressions.txt");
    }

    static Stream<CaseTable.Row> refused() {
        return CaseTable.rows("expressions-refused.txt");
    }

    static Stream<CaseTable.Row> claims() {
        return CaseTable.rows("claims.txt");
    }

    @ParameterizedTest
    @MethodSource("expressions")
    @DisplayName("an expression has a value or is missing (SR-131)")
    void an_expression_has_a_value_or_is_missing(CaseTable.Row row) {
        Expression expression = Expression.parse(row.get(0), problems, "identity.headers.X");

        assertThat(problems.errors).isEmpty();
        assertThat(expression.render(Sample.cognito(Profile.POSTERN))).isEqualTo(row.get(1));
        assertThat(expression.readsCaller()).isEqualTo(row.get(2).equals("yes"));
        assertThat(expression).hasToString(row.get(0));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anything_else_is_an_error_that_shows_what_would_be_right(CaseTable.Row row) {
        assertThat(Expression.parse(row.get(0), problems, "identity.headers.X")).isNull();

        assertThat(problems.errors).hasSize(1);
        assertThat(problems.errors.get(0)).startsWith("identity.headers.X: ").contains(row.get(1));
    }

    @ParameterizedTest
    @MethodSource("claims")
    void a_claim_is_written_as_its_product_writes_it(CaseTable.Row row) {
        Object value = new JsonObject("{\"value\":" + row.get(2) + "}").getMap().get("value");

        assertThat(ClaimFormat.valueOf(row.get(0)).text(row.get(1), value)).isEqualTo(row.get(3));
    }

    @Test
    void the_profile_and_the_authorizer_decide_the_format() {
        assertThat(ClaimFormat.of(Profile.POSTERN, "jwt")).isEqualTo(ClaimFormat.POSTERN);
        assertThat(ClaimFormat.of(Profile.HTTP_API, "jwt")).isEqualTo(ClaimFormat.HTTP_API);
        assertThat(ClaimFormat.of(Profile.REST_API, "cognito")).isEqualTo(ClaimFormat.REST_COGNITO);
        assertThat(ClaimFormat.of(Profile.REST_API, "jwt")).isEqualTo(ClaimFormat.REST_JWT);
        assertThat(rendered("$context.authorizer.claims.exp", Profile.REST_API))
                .isEqualTo("Tue Apr 04 18:39:39 UTC 2023");
        assertThat(rendered("$context.authorizer.claims.cognito:groups", Profile.HTTP_API))
                .isEqualTo("[admins users]");
    }

    @Test
    void the_four_plain_values_are_plain_under_every_profile() {
        for (Profile profile : Profile.values()) {
            assertThat(rendered("$context.authorizer.principalId", profile)).isEqualTo("11111111-2222");
            assertThat(rendered("$context.authorizer.username", profile)).isEqualTo("jdoe");
            assertThat(rendered("$context.authorizer.groups", profile)).isEqualTo("admins,users");
        }
    }

    private String rendered(String text, Profile profile) {
        return Expression.parse(text, problems, "x").render(Sample.cognito(profile));
    }
}
