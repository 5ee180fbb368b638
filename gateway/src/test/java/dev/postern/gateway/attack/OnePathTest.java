package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SR-1 through a whole gateway: one path is matched, shown to the authorizer, logged and sent to the upstream. */
@Tag("socket")
@Tag("attack")
class OnePathTest {

    private static final int REQUESTS = 3_000;

    private static final List<String> SEEDS = List.of(
            "/guarded/17",
            "/public/a/b",
            "/public/%C3%A9",
            "/guarded/a%20b",
            "/public/x?next=/guarded/y",
            "/files/a%2Fb",
            "/files/a;v=1//b");

    private static final List<String> PIECES = List.of(
            "/",
            "//",
            ".",
            "..",
            "/../",
            "/./",
            "%2e",
            "%2E%2e",
            "%2f",
            "%2F",
            "%5c",
            "\\",
            ";",
            "..;",
            "%3b",
            "%25",
            "%252e",
            "%252f",
            "%00",
            "%",
            "#",
            "?",
            "%c3%a9",
            "\u00e9",
            "%41",
            "%7e",
            "~",
            "@",
            ":",
            "|",
            "public",
            "guarded",
            "/guarded/",
            "/public/",
            "%67uarded",
            "http://h",
            "http://evil",
            "*",
            "&",
            "=",
            "+",
            "%20");

    private static final Pattern REQUEST_ID = Pattern.compile("(?im)^x-request-id: (\\S+)\\r?$");

    private record Tried(String raw, String requestId, int status) {}

    @Test
    void the_path_that_was_matched_is_the_one_the_authorizer_saw_the_log_shows_and_the_upstream_gets(
            @TempDir Path directory) throws IOException {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway =
                        Witness.present(directory, () -> GatewayUnderTest.start("""
                        upstreams: { app: { url: "http://127.0.0.1:%d" } }
                        authorizers:
                          strict: { type: witness, as: strict }
                          lax: { type: witness, as: lax }
                        routes:
                          - { match: "GET /guarded/{proxy+}", authorizer: strict, upstream: app }
                          - { match: "GET /{proxy+}", authorizer: lax, upstream: app }
                          - { match: "GET /files/{proxy+}", authorizer: lax, upstream: app, allowInPath: ["%%2F", ";", "//", "%%25"] }
                        """.formatted(upstream.port())))) {
            Tried[] tried = send(gateway);
            Map<String, String> heard = heard(upstream);
            Map<String, JsonObject> logged = logged(gateway);
            int admitted = 0;
            for (Tried one : tried) {
                assertThat(one.status).as(one.raw).isIn(200, 400, 404);
                Witness.Sight seen = Witness.of(one.requestId);
                String target = heard.remove(one.requestId);
                if (one.status != 200) {
                    assertThat(seen).as("refused, but asked about: " + one.raw).isNull();
                    assertThat(target).as("refused, but forwarded: " + one.raw).isNull();
                    continue;
                }
                admitted++;
                String path = target.split("\\?", 2)[0];
                assertThat(seen.path()).as(one.raw).isEqualTo(path);
                assertThat(seen.path() + (target.contains("?") ? "?" + seen.query() : ""))
                        .as(one.raw)
                        .isEqualTo(target);
                assertThat(logged.get(one.requestId).getString("path"))
                        .as(one.raw)
                        .isEqualTo(path);
                assertThat(logged.get(one.requestId).getString("route"))
                        .as(one.raw)
                        .isEqualTo(seen.routeKey());
                assertThat(seen.authorizer())
                        .as(one.raw)
                        .isEqualTo(path.startsWith("/guarded/") && path.length() > 9 ? "strict" : "lax");
            }
            assertThat(heard).as("requests that nobody sent").isEmpty();
            assertThat(admitted).isBetween(REQUESTS / 20, REQUESTS * 19 / 20);
        }
    }

    private static Tried[] send(GatewayUnderTest gateway) {
        Random random = new Random(1120);
        Tried[] tried = new Tried[REQUESTS];
        RawClient client = gateway.connect();
        try {
            for (int i = 0; i < REQUESTS; i++) {
                String raw = mutated(random);
                RawResponse response = client.send("GET " + raw + " HTTP/1.1\r\nHost: h\r\n\r\n")
                        .response();
                tried[i] = new Tried(raw, response.header("X-Request-Id"), response.status());
                if ("close".equals(response.header("Connection"))) {
                    client.close();
                    client = gateway.connect();
                }
            }
        } finally {
            client.close();
        }
        return tried;
    }

    private static String mutated(Random random) {
        StringBuilder path = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            path.insert(random.nextInt(path.length() + 1), PIECES.get(random.nextInt(PIECES.size())));
        }
        return path.toString();
    }

    /** Targets by the request id that the upstream got. */
    private static Map<String, String> heard(RecordingUpstream upstream) {
        Map<String, String> targets = new HashMap<>();
        for (String request : upstream.requests()) {
            Matcher id = REQUEST_ID.matcher(request);
            assertThat(id.find()).as(request).isTrue();
            String before = targets.put(id.group(1), request.split(" ", 3)[1]);
            assertThat(before).as("one request id, two requests").isNull();
        }
        return targets;
    }

    private static Map<String, JsonObject> logged(GatewayUnderTest gateway) {
        Map<String, JsonObject> lines = new HashMap<>();
        for (String line : gateway.accessLog(REQUESTS)) {
            JsonObject entry = new JsonObject(line);
            lines.put(entry.getString("requestId"), entry);
        }
        return lines;
    }
}
