package dev.postern.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.CaseTable;
import dev.postern.gateway.RecordedProblems;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RouteTableTest {

    static Stream<CaseTable.Row> matches() {
        return CaseTable.rows("route-matches.txt");
    }

    @ParameterizedTest
    @MethodSource("matches")
    @DisplayName("the most specific route serves (SR-17)")
    void the_most_specific_route_serves(CaseTable.Row row) {
        String[] table = row.get(0).split(" ");
        Profile profile = profile(row.columns().size() == 5 ? row.get(1) : table[1]);
        int shift = row.columns().size() - 4;
        String[] request = row.get(1 + shift).split(" ");

        RouteMatch<String> match = table(table[0], profile).match(row.get(2 + shift), request[0], request[1]);

        assertThat(text(match)).isEqualTo(row.get(3 + shift));
    }

    @Test
    void a_preflight_is_told_what_the_path_serves() {
        RouteTable<String> notes = table("notes", Profile.POSTERN);

        assertThat(notes.methods(null, "/notes")).containsExactly("GET", "POST");
        assertThat(notes.methods(null, "/notes/17")).containsExactly("DELETE", "GET");
        assertThat(notes.methods(null, "/any"))
                .containsExactly("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
        assertThat(notes.methods(null, "/nothing")).isEmpty();
        assertThat(table("hosts", Profile.POSTERN).methods("api.example", "/x")).containsExactly("GET", "POST");
        assertThat(table("default", Profile.POSTERN).methods(null, "/nothing")).hasSize(7);
    }

    @Test
    @DisplayName("a route that is there already is handed back and stays (SR-17)")
    void a_route_that_is_there_already_is_handed_back_and_stays() {
        RouteTable.Builder<String> builder = RouteTable.builder(Profile.POSTERN);

        assertThat(builder.add(pattern("GET /a/{x}"), List.of(), "first")).isNull();
        assertThat(builder.add(pattern("GET /a/{y}"), List.of(), "second")).isEqualTo("first");
        assertThat(builder.add(pattern("GET /a/{y}"), List.of("a.example"), "third"))
                .isNull();
        assertThat(builder.add(pattern("ANY /a/{y}"), List.of(), "any")).isNull();
        assertThat(builder.add(pattern("ANY /a/{z}"), List.of(), "any again")).isEqualTo("any");
        assertThat(builder.add(pattern("$default"), List.of(), "default")).isNull();
        assertThat(builder.add(pattern("$default"), List.of(), "again")).isEqualTo("default");

        RouteMatch<String> match = builder.build().match(null, "GET", "/a/1");
        assertThat(match.route()).isEqualTo("first");
        assertThat(match.parameters()).isEqualTo(Map.of("x", "1"));
        assertThat(match.parameter("y")).isNull();
    }

    @Test
    void routes_of_one_path_may_name_its_parameters_differently() {
        RouteTable.Builder<String> builder = RouteTable.builder(Profile.POSTERN);
        builder.add(pattern("GET /a/{x}"), List.of(), "get");
        builder.add(pattern("POST /a/{y}"), List.of(), "post");

        assertThat(builder.build().match(null, "POST", "/a/1").parameters()).isEqualTo(Map.of("y", "1"));
    }

    @Test
    void a_thousand_routes_each_find_themselves() {
        RouteTable.Builder<Integer> builder = RouteTable.builder(Profile.POSTERN);
        String[] paths = new String[1000];
        for (int i = 0; i < 1000; i++) {
            String match =
                    switch (i % 4) {
                        case 0 -> "/service" + i + "/items";
                        case 1 -> "/service" + i + "/items/{id}";
                        case 2 -> "/service" + i + "/{a}/sub/{b}";
                        default -> "/service" + i + "/{proxy+}";
                    };
            builder.add(pattern("GET " + match), List.of(), i);
            paths[i] = match.replace("{id}", "7")
                    .replace("{a}", "8")
                    .replace("{b}", "9")
                    .replace("{proxy+}", "x/y");
        }
        RouteTable<Integer> table = builder.build();
        for (int i = 0; i < 1000; i++) {
            assertThat(table.match(null, "GET", paths[i]).route()).isEqualTo(i);
        }
        assertThat(table.match(null, "GET", "/service1000/items").route()).isNull();
    }

    @Test
    void a_host_entry_is_a_name_or_a_wildcard_subdomain() {
        for (String good : List.of("api.example", "*.example.com", "localhost", "[::1]", "my_service")) {
            assertThat(RouteTable.isHost(good)).as(good).isTrue();
        }
        for (String bad : List.of(
                "", "*", "*.", "a.*.example", "api.example:80", "http://a", "*example.com", ".a", "a b", "a/b")) {
            assertThat(RouteTable.isHost(bad)).as(bad).isFalse();
        }
    }

    static RouteTable<String> table(String name, Profile profile) {
        RouteTable.Builder<String> builder = RouteTable.builder(profile);
        CaseTable.rows("routes.txt").filter(row -> row.get(0).equals(name)).forEach(row -> {
            List<String> hosts =
                    row.get(2) == null ? List.of() : List.of(row.get(2).split(","));
            builder.add(pattern(row.get(1)), hosts, row.get(1) + (hosts.isEmpty() ? "" : " @" + row.get(2)));
        });
        return builder.build();
    }

    static RoutePattern pattern(String match) {
        RecordedProblems problems = new RecordedProblems();
        RoutePattern pattern = RoutePattern.parse(match, problems, "routes[0].match");
        assertThat(problems.errors).isEmpty();
        return pattern;
    }

    private static String text(RouteMatch<String> match) {
        if (match.route() == null) {
            return match.allow().isEmpty() ? "none" : "405 " + String.join(", ", match.allow());
        }
        StringBuilder text = new StringBuilder(match.route());
        match.parameters().forEach((name, value) -> {
            text.append(' ').append(name).append('=').append(value);
            assertThat(match.parameter(name)).isEqualTo(value);
        });
        return text.toString();
    }

    static Profile profile(String word) {
        return Arrays.stream(Profile.values())
                .filter(profile -> profile.word().equals(word))
                .findFirst()
                .orElseThrow();
    }
}
