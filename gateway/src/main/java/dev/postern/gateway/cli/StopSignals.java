package dev.postern.gateway.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT. The first asks for a stop in order, a second ends the process at once with 128 + its number, as a
 * shell would report it. A shutdown hook could not see the second one. {@code sun.misc.Signal} is exported by the
 * supported module {@code jdk.unsupported} (JEP 260) but compiles only with a warning that cannot be switched off,
 * hence the reflection. Where signals are not to be had ({@code -Xrs}), the JVM's own way stays: it ends at once.
 */
final class StopSignals {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

    private final CompletableFuture<Void> first = new CompletableFuture<>();

    /** Listens from now on, for as long as the process lives. */
    static StopSignals listen() {
        StopSignals signals = new StopSignals();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler arrived = (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "handle" ->
                        signals.arrived((int) signal.getMethod("getNumber").invoke(arguments[0]));
                    case "equals" -> {
                        return proxy == arguments[0];
                    }
                    case "hashCode" -> {
                        return System.identityHashCode(proxy);
                    }
                    default -> {
                        return "StopSignals";
                    }
                }
                return null;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, arrived);
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("Signals cannot be heard: a stop will not drain ({})", e.toString());
        }
        return signals;
    }

    private void arrived(int number) {
        if (!first.complete(null)) {
            Runtime.getRuntime().halt(128 + number);
        }
    }

    /** Whether a stop was asked for. */
    boolean arrived() {
        return first.isDone();
    }

    /** Waits for the first signal. */
    void await() {
        first.join();
    }
}
