package dev.postern.gateway.attack;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Settings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * An authorizer that admits everybody as its own name and remembers, by request id, what it was asked. One named
 * {@code throws} throws, one named {@code broken} answers what no decision is.
 */
public final class Witness implements AuthorizerFactory {

    /** What one authorizer was shown of one request. */
    record Sight(String authorizer, String path, String query, String routeKey, Map<String, String> parameters) {}

    private static final Map<String, Sight> SEEN = new ConcurrentHashMap<>();

    /** What was seen of a request; null when no authorizer was asked. */
    static Sight of(String requestId) {
        return SEEN.get(requestId);
    }

    /** Runs something that finds this type of authorizer, as a plug-in would be found. */
    static <T> T present(Path directory, Supplier<T> work) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(AuthorizerFactory.class.getName()), Witness.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, Witness.class.getClassLoader())) {
            thread.setContextClassLoader(loader);
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public String type() {
        return "witness";
    }

    @Override
    public JsonObject schema() {
        return new JsonObject();
    }

    @Override
    public Authorizer create(AuthorizerContext context, Settings settings) {
        String name = settings.requiredText("as");
        settings.finish();
        return switch (name) {
            case "throws" ->
                request -> {
                    throw new IllegalStateException("as it was told");
                };
            case "broken" -> request -> Future.succeededFuture(new Decision.Deny(null, Map.of()));
            default -> witness(name);
        };
    }

    private static Authorizer witness(String name) {
        return request -> {
            SEEN.put(request.requestId(), sight(name, request));
            return Future.succeededFuture(new Decision.Allow(new Identity(name, Map.of(), Map.of()), Instant.MAX));
        };
    }

    private static Sight sight(String name, AuthorizationRequest request) {
        return new Sight(name, request.path(), request.rawQuery(), request.routeKey(), request.pathParameters());
    }
}
