package dev.postern.bench.peer;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Nothing is measured before a peer was seen doing its work: names the caller, drops forged names, refuses bad tokens. */
public final class PeerCheck {

    private static final Duration START = Duration.ofSeconds(40);
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String token;

    public PeerCheck(String token) {
        this.token = token;
    }

    /**
     * Waits until it answers.
     *
     * @throws IllegalStateException when it ends or does not answer in time
     */
    public void awaitStart(Peer peer, Process process, Workplace workplace) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        int status = 0;
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                status = get(peer, "/notes", token).statusCode();
                if (status == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new IllegalStateException(
                peer.name() + " did not start (last status " + status + "); it said:\n" + workplace.log(peer.name()));
    }

    /** @throws IllegalStateException when it does not do what is to be measured */
    public void check(Peer peer) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(peer, "/echo", token);
        JsonObject expected =
                JsonObject.of("principal", IdToken.SUBJECT, "username", IdToken.USERNAME, "email", IdToken.EMAIL);
        if (answer.statusCode() != 200 || !new JsonObject(answer.body()).equals(expected)) {
            throw new IllegalStateException(peer.name() + " told the backend something else than " + expected.encode()
                    + ": " + answer.statusCode() + " " + answer.body());
        }
        if (peer.guards()) {
            for (String wrong : new String[] {IdToken.tampered(token), ""}) {
                int status = get(peer, "/notes", wrong).statusCode();
                if (status != 401) {
                    throw new IllegalStateException(peer.name() + " answered " + status + " to a bad token");
                }
            }
        }
    }

    private HttpResponse<String> get(Peer peer, String path, String bearer) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + peer.port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(5))
                .header("X-Username", "forged");
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
