package dev.postern.function.runtime;

import dev.postern.function.FunctionEvents;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;

/** What everything of one hosted function shares: its settings, its event loop, its one worker thread. */
final class RuntimeLoop {

    private final Vertx vertx;
    private final Clock clock;
    private final RuntimeSettings settings;
    private final ListenerGuard guard;
    private final FunctionEvents events;
    private final Path proc;
    private final Context context;
    private final WorkerExecutor worker;

    RuntimeLoop(
            Vertx vertx, Clock clock, RuntimeSettings settings, ListenerGuard guard, FunctionEvents events, Path proc) {
        this.vertx = vertx;
        this.clock = clock;
        this.settings = settings;
        this.guard = guard;
        this.events = events;
        this.proc = proc;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        // A name of its own: pools of one name are shared, and an old configuration's must not end a new one's.
        this.worker = vertx.createSharedWorkerExecutor(
                "postern-runtime-" + settings.name() + "-" + System.identityHashCode(this), 1);
    }

    String name() {
        return settings.name();
    }

    RuntimeSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    FunctionEvents events() {
        return events;
    }

    Path proc() {
        return proc;
    }

    RuntimeApi api(Peers peers, Dialogue dialogue) {
        return new RuntimeApi(vertx, worker, name(), guard, events, peers, dialogue);
    }

    Context context() {
        return context;
    }

    /** Runs a piece of work on the event loop. */
    void run(Runnable work) {
        context.runOnContext(ignored -> work.run());
    }

    /** Runs a piece of work on the worker thread, after those before it. */
    <T> Future<T> blocking(Callable<T> work) {
        return worker.executeBlocking(work);
    }

    /** On the event loop, unless cancelled. */
    long after(Duration delay, Runnable work) {
        return vertx.setTimer(Math.max(1, delay.toMillis()), ignored -> work.run());
    }

    void cancel(long timer) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    Future<Void> close() {
        return worker.close();
    }
}
