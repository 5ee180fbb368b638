package dev.postern.gateway.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One HTTP call by the JDK's own client: a second opinion on everything the gateway sends. */
final class Call {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final HttpRequest.Builder request;

    private Call(HttpRequest.Builder request) {
        this.request = request.timeout(PATIENCE);
    }

    /** To a port of this host. */
    static Call to(int port, String pathAndQuery) {
        return to("http://127.0.0.1:" + port + pathAndQuery);
    }

    static Call to(String url) {
        return new Call(HttpRequest.newBuilder(URI.create(url)));
    }

    Call header(String name, String value) {
        request.header(name, value);
        return this;
    }

    /** Null sends no token. */
    Call token(String token) {
        return token == null ? this : header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> get() {
        return send(request.GET());
    }

    HttpResponse<String> post(String body) {
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> method(String method) {
        return send(request.method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
