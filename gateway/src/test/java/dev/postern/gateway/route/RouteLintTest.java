package dev.postern.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.RecordedProblems;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RouteLintTest {

    private final RecordedProblems problems = new RecordedProblems();
    private final List<RouteLint.Entry> entries = new ArrayList<>();

    @Test
    @DisplayName("an open catch all beside a guarded path is reported with a request to try (SR-166)")
    void an_open_catch_all_beside_a_guarded_path_is_reported_with_a_request_to_try() {
        route("GET /admin", "users");
        route("ANY /{proxy+}", "open");

        lint(Profile.POSTERN);

        assertThat(problems.errors).isEmpty();
        assertThat(problems.warnings)
                .containsExactly(
                        "routes[1]: serves 'GET /admin/' without a credential, while 'GET /admin' (routes[0]), which differs"
                                + " by a trailing slash, asks authorizer 'users'; guard it as well, or make it narrower, if a"
                                + " backend may take the two for the same",
                        "routes[1]: serves 'GET /ADMIN' without a credential, while 'GET /admin' (routes[0]), which differs"
                                + " by another case, asks authorizer 'users'; guard it as well, or make it narrower, if a"
                                + " backend may take the two for the same");
    }

    @Test
    @DisplayName("the fall through of amazons products is reported (SR-166)")
    void the_fall_through_of_amazons_products_is_reported() {
        route("POST /admin", "users");
        route("ANY /{proxy+}", "open");

        lint(Profile.REST_API);

        assertThat(problems.warnings).hasSize(2);
        assertThat(problems.warnings.get(0)).contains("serves 'DELETE /admin'").contains("another method");
        assertThat(problems.warnings.get(1)).contains("serves 'POST /ADMIN'").contains("another case");
    }

    @Test
    @DisplayName("an open method of a guarded path is reported (SR-166)")
    void an_open_method_of_a_guarded_path_is_reported() {
        route("POST /notes/{id}", "users");
        route("GET /notes/{id}", "open");

        lint(Profile.POSTERN);

        assertThat(problems.warnings).hasSize(1);
        assertThat(problems.warnings.get(0)).startsWith("routes[1]: serves 'GET /notes/sample' without a credential");
    }

    @Test
    @DisplayName("an open route of another host is reported (SR-166)")
    void an_open_route_of_another_host_is_reported() {
        route("GET /admin", "users");
        route("GET /{proxy+}", "open", "*.static.example");

        lint(Profile.POSTERN);

        assertThat(problems.warnings).hasSize(1);
        assertThat(problems.warnings.get(0))
                .contains("(Host: sample.static.example)")
                .contains("another Host");
    }

    @Test
    void guarded_siblings_and_open_routes_elsewhere_are_fine() {
        route("GET /notes", "users");
        route("POST /notes", "admins");
        route("GET /public/{proxy+}", "open");
        route("GET /notes/public", "open");
        route("ANY /{proxy+}", "users");
        route("GET /", "open");

        lint(Profile.POSTERN);

        assertThat(problems.errors).isEmpty();
        assertThat(problems.warnings).isEmpty();
    }

    @Test
    @DisplayName("a route written twice is an error (SR-17)")
    void a_route_written_twice_is_an_error() {
        route("GET /notes/{id}", "users");
        route("GET /notes/{name}", "open");

        lint(Profile.POSTERN);

        assertThat(problems.errors)
                .containsExactly(
                        "routes[1]: 'GET /notes/{name}' serves exactly what 'GET /notes/{id}' (routes[0]) serves;"
                                + " keep one of them");
        assertThat(problems.warnings).isEmpty();
    }

    @Test
    @DisplayName("a trailing slash makes a second route under rest api only a repetition (SR-166)")
    void a_trailing_slash_makes_a_second_route_under_rest_api_only_a_repetition() {
        route("GET /notes", "users");
        route("GET /notes/", "users");

        lint(Profile.POSTERN);
        assertThat(problems.errors).isEmpty();

        lint(Profile.REST_API);
        assertThat(problems.errors).hasSize(1);
    }

    @Test
    @DisplayName("a route that others leave nothing to serve is reported (SR-17)")
    void a_route_that_others_leave_nothing_to_serve_is_reported() {
        route("ANY /{proxy+}", "users");
        route("ANY /", "users");
        route("$default", "users");

        lint(Profile.POSTERN);

        assertThat(problems.warnings)
                .containsExactly(
                        "routes[2]: '$default' never serves a request: 'DELETE /sample' goes to 'ANY /{proxy+}'"
                                + " (routes[0]); remove it, or make it more specific");
    }

    @Test
    void any_is_shadowed_where_http_apis_prefer_methods() {
        for (String method : List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")) {
            route(method + " /{proxy+}", "users");
        }
        route("ANY /a", "users");

        lint(Profile.HTTP_API);
        assertThat(problems.warnings).hasSize(1);
        assertThat(problems.warnings.get(0)).startsWith("routes[7]: 'ANY /a' never serves a request");
    }

    private void route(String match, String authorizer, String... hosts) {
        entries.add(new RouteLint.Entry(
                RouteTableTest.pattern(match),
                List.of(hosts),
                authorizer,
                authorizer.equals("open"),
                "routes[" + entries.size() + "]"));
    }

    private void lint(Profile profile) {
        RouteLint.report(profile, entries, problems);
    }
}
