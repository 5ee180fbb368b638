package dev.postern.bench.micro;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.cognito.CognitoAuthorizerFactory;
import dev.postern.bench.peer.IdToken;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a {@code cognito} authorizer costs for a token it knows (hit) and for one it never saw (miss: RS256, claims). For
 * the miss every invocation begins with an authorizer whose cache is empty.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class TokenBenchmark {

    private static final int TOKENS = 500;

    private final Vertx vertx = Vertx.vertx();
    private final IdToken issuer = new IdToken();
    private final SampleRequest[] requests = new SampleRequest[TOKENS];
    private Path directory;
    private Authorizer warm;

    /** One per invocation, empty. */
    @State(Scope.Thread)
    public static class Fresh {
        private Authorizer authorizer;

        @Setup(Level.Invocation)
        public void make(TokenBenchmark all) {
            authorizer = all.authorizer();
        }

        @TearDown(Level.Invocation)
        public void close() {
            authorizer.close();
        }
    }

    @Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("postern-bench-");
        Files.writeString(directory.resolve("jwks.json"), issuer.keySet().encode());
        List<String> tokens = issuer.mint(TOKENS);
        for (int i = 0; i < TOKENS; i++) {
            requests[i] = new SampleRequest(tokens.get(i));
        }
        warm = authorizer();
    }

    @TearDown
    public void stop() throws IOException {
        warm.close();
        vertx.close().await();
        Files.delete(directory.resolve("jwks.json"));
        Files.delete(directory);
    }

    private Authorizer authorizer() {
        Map<String, Object> settings = Map.of(
                "issuer",
                IdToken.ISSUER,
                "jwks",
                "file:jwks.json",
                "clients",
                List.of(IdToken.CLIENT),
                "tokenUse",
                "id");
        Authorizer made = new CognitoAuthorizerFactory()
                .create(new Context(), new Settings("authorizers.users", settings, directory, new NoMistakes()));
        made.start().await();
        if (!(made.authorize(requests[0]).result() instanceof Decision.Allow)) {
            throw new IllegalStateException(
                    "a good token is refused: " + made.authorize(requests[0]).result());
        }
        return made;
    }

    @Benchmark
    public Object hit() {
        return warm.authorize(requests[0]);
    }

    /** Many users: the cache's memory does not stay in the processor's. */
    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public void hitOfMany(Blackhole hole) {
        for (SampleRequest request : requests) {
            hole.consume(warm.authorize(request));
        }
    }

    @Benchmark
    @OperationsPerInvocation(TOKENS - 1)
    public void miss(Fresh fresh, Blackhole hole) {
        for (int i = 1; i < TOKENS; i++) {
            hole.consume(fresh.authorizer.authorize(requests[i]));
        }
    }

    private final class Context implements AuthorizerContext {

        private final SharedResources shared = new SharedResources();

        @Override
        public String name() {
            return "users";
        }

        @Override
        public Vertx vertx() {
            return vertx;
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public Profile profile() {
            return Profile.POSTERN;
        }

        @Override
        public boolean sendUnverifiedEmail() {
            return false;
        }

        @Override
        public List<String> trust() {
            return List.of();
        }

        @Override
        public SharedResources shared() {
            return shared;
        }

        @Override
        public AuthorizerEvents events() {
            return AuthorizerEvents.NONE;
        }

        @Override
        public Authorizer authorizer(String name) {
            return null;
        }
    }
}
