package dev.postern.function.inprocess;

import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Lambda handler written in Java that runs in this process: {@code functions.NAME.class}. A handler blocks, so it runs
 * on threads of its own and never on an event loop. Past the deadline the caller gets {@link Fault#TIMEOUT} and the
 * thread is interrupted; a handler that takes no notice keeps its thread, and when all threads are kept so, callers get
 * {@link Fault#BUSY} at once.
 */
public final class InProcessFunction implements LambdaFunction {

    private static final Logger LOG = LoggerFactory.getLogger(InProcessFunction.class);

    /** Idle threads end after this. */
    private static final long KEEP_SECONDS = 60;

    private final String name;
    private final Vertx vertx;
    private final HandlerPool handlers;
    private final int concurrency;
    private final AtomicInteger running = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    private InProcessFunction(String name, HandlerClass handler, int concurrency, long answerLimit, Vertx vertx) {
        this.name = name;
        this.vertx = vertx;
        this.concurrency = concurrency;
        this.handlers = new HandlerPool(name, handler, answerLimit);
        AtomicInteger number = new AtomicInteger();
        // The queue holds only what comes between the end of an invocation and its thread's return.
        this.threads = new ThreadPoolExecutor(
                concurrency, concurrency, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "function-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Looks for the class and makes a function of it. Runs none of its code.
     *
     * @param className binary name of a {@code RequestHandler} or {@code RequestStreamHandler}
     * @param loader where it is found, with everything it needs
     * @param concurrency threads, at most; at least 1
     * @param answerLimit bytes
     * @param problem told what is wrong with the class, and what would be right
     * @return null after telling a problem
     */
    public static InProcessFunction of(
            String name,
            String className,
            ClassLoader loader,
            int concurrency,
            long answerLimit,
            Vertx vertx,
            BiConsumer<String, String> problem) {
        HandlerClass handler = HandlerClass.of(loader, className, problem);
        return handler == null ? null : new InProcessFunction(name, handler, concurrency, answerLimit, vertx);
    }

    @Override
    public String name() {
        return name;
    }

    /** Makes the first object of the class; where that fails, each invocation tries again. */
    @Override
    public Future<Void> start() {
        Promise<Void> promise = Promise.promise();
        Context caller = vertx.getOrCreateContext();
        threads.execute(() -> {
            try {
                handlers.warm();
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                LOG.warn("Function {} cannot be made ready", name, e);
            }
            caller.runOnContext(v -> promise.tryComplete());
        });
        return promise.future();
    }

    @Override
    public Future<Outcome> invoke(Invocation invocation) {
        if (running.incrementAndGet() > concurrency) {
            running.decrementAndGet();
            return failed(Fault.BUSY, "as many invocations as allowed are under way");
        }
        Work work = new Work(invocation, vertx.getOrCreateContext());
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            running.decrementAndGet();
            return failed(Fault.UNREACHABLE, "the function is closed");
        }
        work.timer = vertx.setTimer(Math.max(1, invocation.patience().toMillis()), id -> work.giveUp());
        return work.promise.future();
    }

    private static Future<Outcome> failed(Fault fault, String detail) {
        return Future.succeededFuture(new Outcome.Failed(fault, detail));
    }

    /** One invocation on one thread. */
    private final class Work implements Runnable {
        private final Invocation invocation;
        private final Context caller;
        private final Promise<Outcome> promise = Promise.promise();
        private final long deadline;
        private volatile long timer = -1;
        private Thread runner;
        private boolean over;

        Work(Invocation invocation, Context caller) {
            this.invocation = invocation;
            this.caller = caller;
            this.deadline = System.nanoTime() + invocation.patience().toNanos();
        }

        @Override
        public void run() {
            Outcome outcome = begin() ? handlers.call(invocation.event(), deadline) : null;
            boolean inTime = end();
            running.decrementAndGet();
            if (inTime) {
                deliver(outcome);
            }
        }

        private synchronized boolean begin() {
            runner = over ? null : Thread.currentThread();
            return !over;
        }

        /** False when nobody waits for the outcome any more. */
        private synchronized boolean end() {
            boolean inTime = !over;
            runner = null;
            over = true;
            // An interrupt that came at the last moment must not meet the next invocation.
            Thread.interrupted();
            return inTime;
        }

        void giveUp() {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
                if (runner != null) {
                    runner.interrupt();
                }
            }
            deliver(new Outcome.Failed(
                    Fault.TIMEOUT, "no answer within " + invocation.patience().toMillis() + "ms"));
        }

        private void deliver(Outcome outcome) {
            caller.runOnContext(v -> {
                if (promise.tryComplete(outcome)) {
                    vertx.cancelTimer(timer);
                }
            });
        }
    }

    /** Interrupts what still runs and waits for none of it. */
    @Override
    public Future<Void> close() {
        threads.shutdownNow();
        return Future.succeededFuture();
    }
}
