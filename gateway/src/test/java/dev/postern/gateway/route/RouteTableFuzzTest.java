package dev.postern.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.authorizer.Profile;
import dev.postern.gateway.RecordedProblems;
import dev.postern.gateway.http.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any routes and any path: the table answers what {@link PlainMatcher} does, which looks at every route (SR-17). The
 * first line is the profile, the last a request, those between are routes.
 */
class RouteTableFuzzTest {

    private static final int MOST_LINES = 20;

    @DictionaryEntries({
        "GET /",
        "POST /",
        "ANY /",
        "/{proxy+}",
        "/{a}",
        "/{b}",
        "$default",
        "//",
        "%2F",
        "%28",
        "(",
        "/a/"
    })
    @FuzzTest
    void match(byte[] bytes) {
        List<String> lines =
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
        if (lines.size() < 3 || lines.size() > MOST_LINES) {
            return;
        }
        String[] request = lines.get(lines.size() - 1).split(" ", 2);
        String path = request.length < 2 ? null : RequestTarget.canonicalPath(request[1], ~0);
        if (path == null) {
            return;
        }
        Profile profile = lines.get(0).startsWith("h")
                ? Profile.HTTP_API
                : lines.get(0).startsWith("r") ? Profile.REST_API : Profile.POSTERN;
        RouteTable.Builder<RoutePattern> table = RouteTable.builder(profile);
        List<RoutePattern> routes = new ArrayList<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            RoutePattern pattern = RoutePattern.parse(line, new RecordedProblems(), "match");
            if (pattern != null && table.add(pattern, List.of(), pattern) == null) {
                routes.add(pattern);
            }
        }

        RouteMatch<RoutePattern> match = table.build().match("h", request[0], path);

        PlainMatcher plain = new PlainMatcher(profile, routes);
        assertThat(match.route()).as(profile + " " + lines).isSameAs(plain.match(request[0], path));
        if (match.route() != null) {
            assertThat(match.parameters().keySet())
                    .containsExactlyElementsOf(match.route().parameterNames());
            assertThat(match.parameters().values()).allMatch(value -> !value.isEmpty() && path.contains(value));
        } else {
            assertThat(match.allow()).as(profile + " " + lines).isEqualTo(plain.allow(path));
        }
    }
}
