package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTargetTest {

    static Stream<CaseTable.Row> targets() {
        return CaseTable.rows("targets.txt");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_target_is_canonical_or_refused(CaseTable.Row row) {
        RequestTarget target = RequestTarget.parse(row.get(0), row.get(1));

        assertThat(text(target)).isEqualTo(row.get(2));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_canonical_path_is_a_fixed_point(CaseTable.Row row) {
        RequestTarget target = RequestTarget.parse(row.get(0), row.get(1));
        if (target.refusal() == null) {
            assertThat(RequestTarget.canonicalPath(target.path(), target.specials()))
                    .isEqualTo(target.path());
            assertThat(RequestTarget.parse(target.pathAndQuery(), null).pathAndQuery())
                    .isEqualTo(target.pathAndQuery());
        }
    }

    @Test
    void a_refused_target_says_so_and_shows_nothing() {
        RequestTarget target = RequestTarget.parse("/a/../b?c", "api.example");

        assertThat(target.refusal()).isEqualTo(Refusal.BAD_TARGET);
        assertThat(target.fault()).isEqualTo(TargetFault.DOT_SEGMENT);
        assertThat(target.path()).isEmpty();
        assertThat(target.pathAndQuery()).isEmpty();
        assertThat(target.hasQuery()).isFalse();
    }

    @Test
    void a_refusal_says_what_is_wrong() {
        assertThat(fault("*")).isEqualTo(TargetFault.NOT_A_PATH);
        assertThat(fault("")).isEqualTo(TargetFault.NOT_A_PATH);
        assertThat(fault("http://evil/a")).isEqualTo(TargetFault.OTHER_AUTHORITY);
        assertThat(fault("//a")).isEqualTo(TargetFault.LEADING_SLASHES);
        assertThat(fault("/%2e%2e/a")).isEqualTo(TargetFault.DOT_SEGMENT);
        assertThat(fault("/a%2f..")).isEqualTo(TargetFault.DOT_SEGMENT);
        assertThat(fault("/%zz")).isEqualTo(TargetFault.BROKEN_ESCAPE);
        assertThat(fault("/%252525252F")).isEqualTo(TargetFault.NESTED_ESCAPES);
        assertThat(fault("/%5c")).isEqualTo(TargetFault.REFUSED_ESCAPE);
        assertThat(fault("/a|b")).isEqualTo(TargetFault.REFUSED_CHARACTER);
        assertThat(fault("/%41|b")).isEqualTo(TargetFault.REFUSED_CHARACTER);
        assertThat(fault("/a?b c")).isEqualTo(TargetFault.QUERY_CHARACTER);
    }

    private static TargetFault fault(String raw) {
        return RequestTarget.parse(raw, "api.example").fault();
    }

    @Test
    void an_empty_query_is_kept_apart_from_none() {
        assertThat(RequestTarget.parse("/a?", null).hasQuery()).isTrue();
        assertThat(RequestTarget.parse("/a?", null).rawQuery()).isEmpty();
        assertThat(RequestTarget.parse("/a", null).hasQuery()).isFalse();
    }

    @Test
    @DisplayName("a rewritten path holds no special that was not allowed (SR-2)")
    void a_rewritten_path_holds_no_special_that_was_not_allowed() {
        int slash = PathSpecial.ENCODED_SLASH.bit();

        assertThat(RequestTarget.canonicalPath("/v1/a%2fb", 0)).isNull();
        assertThat(RequestTarget.canonicalPath("/v1/a%2fb", slash)).isEqualTo("/v1/a%2Fb");
        assertThat(RequestTarget.canonicalPath("/v1/a%2fb;c", slash)).isNull();
        assertThat(RequestTarget.canonicalPath("v1", slash)).isNull();
    }

    static Stream<CaseTable.Row> readings() {
        return CaseTable.rows("readings.txt");
    }

    @ParameterizedTest
    @MethodSource("readings")
    void a_path_with_specials_says_what_backends_could_take_it_for(CaseTable.Row row) {
        String other = String.join(" ", RequestTarget.otherReadings(row.get(0)));

        assertThat(other).isEqualTo(row.get(1) == null ? "" : row.get(1));
    }

    @Test
    void the_specials_of_a_route_are_a_closed_list() {
        assertThat(PathSpecial.parse("%2f")).isEqualTo(PathSpecial.ENCODED_SLASH);
        assertThat(PathSpecial.parse("%25")).isEqualTo(PathSpecial.ENCODED_PERCENT);
        assertThat(PathSpecial.parse(";")).isEqualTo(PathSpecial.SEMICOLON);
        assertThat(PathSpecial.parse("//")).isEqualTo(PathSpecial.DOUBLE_SLASH);
        for (String other : new String[] {"%3B", "%5C", "\\", "%00", "#", "..", "", "%2e"}) {
            assertThat(PathSpecial.parse(other)).as(other).isNull();
        }
    }

    private static String text(RequestTarget target) {
        if (target.refusal() != null) {
            return "refused";
        }
        if (target.specials() == 0) {
            return target.pathAndQuery();
        }
        StringJoiner specials = new StringJoiner(" ", " [", "]");
        for (PathSpecial special : PathSpecial.values()) {
            if ((target.specials() & special.bit()) != 0) {
                specials.add(special.text());
            }
        }
        return target.pathAndQuery() + specials;
    }
}
