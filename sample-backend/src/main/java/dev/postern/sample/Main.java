package dev.postern.sample;

import dev.postern.sample.nasty.NastyUpstream;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;

/**
 * Starts the notes backend, and where asked for the misbehaving upstream and the development user pool, until the
 * process is stopped. Exit 1 when an address is taken, 2 for flags that make no sense.
 */
public final class Main {

    private Main() {}

    /** Runs with the flags that {@link Flags#USAGE} names. */
    public static void main(String[] arguments) {
        Flags flags = Flags.read(arguments);
        if (flags.help()) {
            System.out.print(Flags.USAGE);
            return;
        }
        if (!flags.problems().isEmpty()) {
            flags.problems().forEach(System.err::println);
            System.err.print(Flags.USAGE);
            System.exit(2);
        }
        Vertx vertx = Vertx.vertx();
        start(vertx, flags, System.out).onFailure(failure -> {
            System.err.println("cannot start: " + failure.getMessage());
            vertx.close().onComplete(closed -> System.exit(1));
        });
    }

    /** Starts what {@code flags} ask for and says on {@code out} where it is. */
    static Future<Void> start(Vertx vertx, Flags flags, PrintStream out) {
        return backend(vertx, flags, out)
                .compose(started -> nasty(vertx, flags, out))
                .compose(started -> pool(vertx, flags, out));
    }

    private static Future<Void> backend(Vertx vertx, Flags flags, PrintStream out) {
        NotesBackend.Options options = flags.backend();
        return NotesBackend.start(vertx, options)
                .onSuccess(backend -> out.println("notes backend: "
                        + options.unixSocket()
                                .map(path -> "unix:" + path)
                                .orElseGet(() -> "http://" + options.host() + ":" + backend.port() + "/notes")))
                .mapEmpty();
    }

    private static Future<Void> nasty(Vertx vertx, Flags flags, PrintStream out) {
        if (flags.nastyPort().isEmpty()) {
            return Future.succeededFuture();
        }
        String host = flags.backend().host();
        return NastyUpstream.start(vertx, host, flags.nastyPort().getAsInt())
                .onSuccess(nasty -> out.println("nasty upstream: http://" + host + ":" + nasty.port() + "/nasty/"))
                .mapEmpty();
    }

    private static Future<Void> pool(Vertx vertx, Flags flags, PrintStream out) {
        if (flags.pool().isEmpty()) {
            return Future.succeededFuture();
        }
        PoolOptions options = flags.pool()
                .get()
                .withOutbox(code -> out.println(
                        code.medium() + " to " + code.destination() + " for " + code.username() + ": " + code.code()));
        return DevelopmentUserPool.start(vertx, options)
                .onSuccess(pool -> {
                    out.println("user pool: " + pool.endpoint());
                    out.println("  pool id " + pool.poolId() + ", client id " + pool.clientId());
                    out.println("  issuer  " + pool.issuer());
                    out.println("  keys    " + pool.jwksUrl());
                    out.println("  user    jdoe, password " + flags.password());
                })
                .mapEmpty();
    }
}
