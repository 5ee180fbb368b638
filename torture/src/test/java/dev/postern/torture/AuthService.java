package dev.postern.torture;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What nginx's {@code auth_request} asks: admits the tokens it was told of, by one {@code Authorization: Bearer}, and
 * says who it is. A stand-in for any such service: what it knows of tokens says nothing of nginx.
 */
final class AuthService implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, String> admitted = new ConcurrentHashMap<>();

    AuthService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            server.createContext("/", this::answer);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** @param email may be empty */
    void admits(String token, String email) {
        admitted.put("Bearer " + token, email);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> credentials = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
            String email = credentials.size() == 1 ? admitted.get(credentials.get(0)) : null;
            if (email != null) {
                exchange.getResponseHeaders().set("X-Principal-Id", "jdoe");
                exchange.getResponseHeaders().set("X-Username", "jdoe");
                if (!email.isEmpty()) {
                    exchange.getResponseHeaders().set("X-Email", email);
                }
            }
            exchange.sendResponseHeaders(email == null ? 401 : 200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
