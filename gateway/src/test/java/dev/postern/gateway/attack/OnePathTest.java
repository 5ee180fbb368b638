package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.RecordedProblems;
import dev.postern.gateway.attack.PathTraffic.Answered;
import dev.postern.gateway.route.RoutePattern;
import dev.postern.gateway.route.RouteTable;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SR-1 through a whole gateway: one path is matched, shown to the authorizer, logged and sent to the upstream, and no
 * backend reads those bytes as the path of another route. Another seed: {@code -Dpostern.seed=N}.
 */
@Tag("socket")
@Tag("attack")
class OnePathTest {

    private static final int PATHS = 6_000;
    private static final long SEED = Long.getLong("postern.seed", 1120);

    /** The upstream of rewritten paths, which has names of its own. */
    private static final String SHELF = "shelf";

    /**
     * A route with an authorizer of its own.
     *
     * @param received what its upstream gets, as a pattern; the match itself where nothing is rewritten
     */
    private record Rule(String match, String upstream, String more, String received) {

        private Rule(String match, String upstream, String more) {
            this(match, upstream, more, match);
        }

        String guard() {
            return match.replaceAll("[^A-Za-z]", "-");
        }

        String yaml() {
            return "  - { match: \"%s\", authorizer: %s, upstream: %s%s }\n".formatted(match, guard(), upstream, more);
        }
    }

    private static final String EVERYTHING = ", allowInPath: [\"%2F\", \"%25\", \";\", \"//\"]";

    private static final Rule CATCH_ALL = new Rule("GET /{proxy+}", "app", "");

    private static final List<Rule> RULES = List.of(
            new Rule("GET /", "app", ""),
            new Rule("GET /guarded/{proxy+}", "app", ""),
            new Rule("GET /public/{proxy+}", "app", ", allowInPath: [\"//\"]"),
            new Rule("GET /files/{proxy+}", "app", EVERYTHING),
            new Rule("GET /files/{name}/meta", "app", ""),
            new Rule("GET /items/{name}", "app", ", allowInPath: [\"%2F\", \";\"]"),
            new Rule("GET /items/{name}/{part}", "app", ", allowInPath: [\"%25\"]"),
            new Rule("GET /twice/{name}", "app", EVERYTHING),
            new Rule("GET /twice/{name}/{part}", "app", EVERYTHING),
            new Rule("GET /old/{proxy+}", SHELF, ", path: \"/v1/{proxy}\"" + EVERYTHING, "GET /v1/{proxy+}"),
            new Rule("GET /users/{id}/notes", SHELF, ", path: \"/n/{id}/all\"" + EVERYTHING, "GET /n/{id}/all"),
            new Rule("GET /n/{id}", SHELF, ""));

    private static final Pattern REQUEST_ID = Pattern.compile("(?im)^x-request-id: (\\S+)\\r?$");

    /** What an upstream got. */
    private record Heard(String upstream, String path, String query) {}

    @ParameterizedTest(name = "base path \"{0}\", catch-all route: {1}")
    @CsvSource({"'',true", "/prod,false"})
    @DisplayName("the path that was matched is the one the authorizer saw, the log shows and the upstream gets, and no"
            + " backend reads another route's (SR-1, SR-2, SR-4, SR-6)")
    void one_path(String base, boolean catchAll, @TempDir Path directory) throws IOException {
        List<Rule> rules = catchAll
                ? java.util.stream.Stream.concat(RULES.stream(), java.util.stream.Stream.of(CATCH_ALL))
                        .toList()
                : RULES;
        try (RecordingUpstream app = RecordingUpstream.start();
                RecordingUpstream shelf = RecordingUpstream.start();
                GatewayUnderTest gateway = Witness.present(
                        directory, () -> GatewayUnderTest.start(yaml(base, rules, app.port(), shelf.port())))) {
            List<Answered> answered = new PathTraffic(SEED, base).send(gateway, PATHS);
            Map<String, Heard> heard = new HashMap<>();
            hear("app", app, heard);
            hear(SHELF, shelf, heard);
            Map<String, JsonObject> logged = logged(gateway);
            Map<String, RouteTable<String>> tables = Map.of("app", table(rules, ""), SHELF, table(rules, SHELF));
            int admitted = 0;
            for (Answered one : answered) {
                String what = "seed " + SEED + ": " + one.path();
                assertThat(one.status()).as(what).isIn(200, 400, 404);
                Witness.Sight seen = Witness.of(one.requestId());
                Heard got = heard.remove(one.requestId());
                if (one.status() != 200) {
                    assertThat(got).as("refused, but forwarded: " + what).isNull();
                    // A rewritten path is refused after the decision, because it is made of what was matched.
                    assertThat(seen == null || rewrites(rules, seen.routeKey()))
                            .as("refused, but asked about: " + what)
                            .isTrue();
                    continue;
                }
                admitted++;
                JsonObject line = logged.get(one.requestId());
                String sent = seen.path().equals(base) ? "/" : seen.path().substring(base.length());
                assertThat(seen.path()).as(what).startsWith(base).isEqualTo(line.getString("path"));
                assertThat(seen.authorizer())
                        .as(what)
                        .isEqualTo(seen.routeKey())
                        .isEqualTo(line.getString("route"));
                assertThat(filled(seen.routeKey(), seen)).as(what).isEqualTo(onceSlashed(sent));
                assertThat(got.query).as(what).isEqualTo(seen.query());
                assertThat(got.path).as(what).isEqualTo(rewritten(seen.routeKey(), sent, seen));
                for (Map.Entry<String, PathReading> reader : PathReading.ALL.entrySet()) {
                    String reading = uri(reader.getValue(), got.path);
                    String read = reading == null
                            ? null
                            : tables.get(got.upstream)
                                    .match("h", "GET", reading)
                                    .route();
                    assertThat(read)
                            .as(what + " as " + reader.getKey() + " reads it: " + reading)
                            .isIn(seen.routeKey(), null);
                }
            }
            System.out.printf(
                    "OnePathTest: base path \"%s\", catch-all route: %s, seed %d: %d paths sent, %d admitted%n",
                    base, catchAll, SEED, answered.size(), admitted);
            assertThat(heard).as("requests that nobody sent").isEmpty();
            assertThat(admitted).as("admitted").isBetween(PATHS / 3, PATHS * 9 / 10);
        }
    }

    private static boolean rewrites(List<Rule> rules, String key) {
        return rules.stream().anyMatch(rule -> rule.match.equals(key) && !rule.received.equals(rule.match));
    }

    private static String yaml(String base, List<Rule> rules, int app, int shelf) {
        return "api: { basePath: \"" + base + "\" }\n"
                + "upstreams: { app: { url: \"http://127.0.0.1:" + app + "\" }, " + SHELF
                + ": { url: \"http://127.0.0.1:" + shelf + "\" } }\nauthorizers:\n"
                + rules.stream()
                        .map(rule -> "  %s: { type: witness, as: \"%s\" }\n".formatted(rule.guard(), rule.match))
                        .collect(Collectors.joining())
                + "routes:\n"
                + rules.stream().map(Rule::yaml).collect(Collectors.joining());
    }

    /** Which route has what path: of requests, or, for an upstream with names of its own, of what it receives. */
    private static RouteTable<String> table(List<Rule> rules, String upstream) {
        RouteTable.Builder<String> table = RouteTable.builder(Profile.POSTERN);
        for (Rule rule : rules) {
            if (upstream.isEmpty() || rule.upstream.equals(upstream)) {
                String pattern = upstream.isEmpty() ? rule.match : rule.received;
                table.add(RoutePattern.parse(pattern, new RecordedProblems(), "match"), List.of(), rule.match);
            }
        }
        return table.build();
    }

    /** What a backend reads, as the canonical path of a request for that; null when it reads no path. */
    private static String uri(PathReading reader, String path) {
        String read = reader.read(path);
        if (read == null || reader.keepsEscapes()) {
            return read;
        }
        StringBuilder out = new StringBuilder();
        for (char c : read.toCharArray()) {
            boolean raw = c > ' ' && c < 127 && "%\"#<>?[]^`{|}\\".indexOf(c) < 0;
            out.append(raw ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    /** A match with its parameters put in; runs of slashes count as one. */
    private static String filled(String match, Witness.Sight seen) {
        String path = match.substring(match.indexOf(' ') + 1);
        for (Map.Entry<String, String> parameter : seen.parameters().entrySet()) {
            path = path.replace("{" + parameter.getKey() + "}", parameter.getValue())
                    .replace("{" + parameter.getKey() + "+}", parameter.getValue());
        }
        return onceSlashed(path);
    }

    private static String onceSlashed(String path) {
        return path.replaceAll("/+", "/");
    }

    private static String rewritten(String match, String path, Witness.Sight seen) {
        return switch (match) {
            case "GET /old/{proxy+}" -> "/v1/" + seen.parameters().get("proxy");
            case "GET /users/{id}/notes" -> "/n/" + seen.parameters().get("id") + "/all";
            default -> path;
        };
    }

    /** What came, by the request id that came with it. */
    private static void hear(String name, RecordingUpstream upstream, Map<String, Heard> heard) {
        for (String request : upstream.requests()) {
            Matcher id = REQUEST_ID.matcher(request);
            assertThat(id.find()).as(request).isTrue();
            String[] target = request.split(" ", 3)[1].split("\\?", 2);
            Heard before = heard.put(id.group(1), new Heard(name, target[0], target.length == 1 ? "" : target[1]));
            assertThat(before).as("one request id, two requests").isNull();
        }
    }

    private static Map<String, JsonObject> logged(GatewayUnderTest gateway) {
        Map<String, JsonObject> lines = new HashMap<>();
        for (String line : gateway.accessLog(PATHS)) {
            JsonObject entry = new JsonObject(line);
            lines.put(entry.getString("requestId"), entry);
        }
        return lines;
    }
}
