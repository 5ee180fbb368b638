package dev.postern.gateway.attack;

import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Requests for mutated paths, every one another: honest paths with pieces of trouble put in. The same for a seed. */
final class PathTraffic {

    /** A request and how it ended. */
    record Answered(String path, String requestId, int status) {}

    /** Requests that are sent before the first answer is read. */
    private static final int PIPELINED = 32;

    private static final List<String> HONEST = List.of(
            "/guarded/17",
            "/public/a/b",
            "/public/%C3%A9",
            "/guarded/a%20b",
            "/public/x?next=/guarded/y",
            "/files/a%2Fb",
            "/files/a;v=1//b",
            "/files/a/meta",
            "/items/a;v=1",
            "/items/a%2Fb",
            "/items/a/owner",
            "/twice/a%252Fb",
            "/twice/a/b;c",
            "/old/a/b",
            "/old/guarded;x/17",
            "/users/u1/notes",
            "/users/u1;v=1/notes",
            "/n/u1");

    private static final List<String> TROUBLE = List.of(
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
            ";/",
            "%3b",
            "%3B",
            "%25",
            "%252e",
            "%252f",
            "%252F",
            "%253b",
            "%255c",
            "%2500",
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
            "/files/",
            "/items/",
            "/n/",
            "/all",
            "/meta",
            "/notes",
            "%67uarded",
            "%2567uarded",
            "http://h",
            "http://evil",
            "*",
            "&",
            "=",
            "+",
            "%20");

    private static final List<String> HARMLESS = List.of(
            "a", "Z", "7", "-", "_", "~", "b.c", "x/y", "%20", "%40", "%7E", "!", "$", "=", ",", "%C3%A9", "/k");

    private final Random random;
    private final String base;

    /** @param base what all honest paths begin with */
    PathTraffic(long seed, String base) {
        this.random = new Random(seed);
        this.base = base;
    }

    /** Sends that many, each once. */
    List<Answered> send(GatewayUnderTest gateway, int count) {
        List<String> left = paths(count);
        List<Answered> answered = new ArrayList<>(count);
        while (!left.isEmpty()) {
            try (RawClient client = gateway.connect()) {
                left = left.subList(sendUntilClosed(client, left, answered), left.size());
            }
        }
        return answered;
    }

    /** Distinct mutated paths. */
    List<String> paths(int count) {
        Set<String> paths = new LinkedHashSet<>();
        while (paths.size() < count) {
            paths.add(mutated());
        }
        return List.copyOf(paths);
    }

    /** How many were answered before the gateway closed the connection. */
    private static int sendUntilClosed(RawClient client, List<String> paths, List<Answered> answered) {
        int done = 0;
        while (done < paths.size()) {
            List<String> batch = paths.subList(done, Math.min(done + PIPELINED, paths.size()));
            StringBuilder bytes = new StringBuilder();
            batch.forEach(path -> bytes.append("GET ").append(path).append(" HTTP/1.1\r\nHost: h\r\n\r\n"));
            client.send(bytes.toString());
            for (Iterator<String> path = batch.iterator(); path.hasNext(); ) {
                RawResponse response = client.response();
                answered.add(new Answered(path.next(), response.header("X-Request-Id"), response.status()));
                done++;
                if ("close".equals(response.header("Connection"))) {
                    return done;
                }
            }
        }
        return done;
    }

    /** Half of them may go through, so nothing is put into their first segment: what everybody refuses shows little. */
    private String mutated() {
        String honest = HONEST.get(random.nextInt(HONEST.size()));
        boolean harmless = random.nextBoolean();
        List<String> pieces = harmless ? HARMLESS : TROUBLE;
        int least = base.length() + (harmless ? honest.indexOf('/', 1) + 1 : 0);
        StringBuilder path = new StringBuilder(base).append(honest);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            path.insert(least + random.nextInt(path.length() - least + 1), pieces.get(random.nextInt(pieces.size())));
        }
        return path.toString();
    }
}
