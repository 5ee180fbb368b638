package dev.postern.sample.listen;

import io.vertx.core.Future;
import java.net.BindException;
import java.util.function.Function;

/** Says which address could not be listened on; the platform only says why. */
public final class Listening {

    private Listening() {}

    /** For {@code recover}: the same failure, naming {@code what} and {@code address}. */
    public static <T> Function<Throwable, Future<T>> failure(String what, String address) {
        return cause -> {
            BindException named =
                    new BindException("the " + what + " cannot listen on " + address + ": " + cause.getMessage());
            named.initCause(cause);
            return Future.failedFuture(named);
        };
    }
}
