package dev.postern.function.runtime;

import dev.postern.function.FunctionEvents;
import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.runtime.ExecutionEnvironment.State;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function whose runtime client fetches its events from the gateway: transport {@code runtime}. Invocations go to a free
 * process, wait for one in a bounded queue while there may soon be one, and end at once when there is none.
 *
 * <p>Outcomes: {@code TIMEOUT} past the deadline, {@code BUSY} with a full queue or when no process became free in time,
 * {@code TOO_LARGE} for a long answer, {@code REFUSED} for a long event, {@code UNREACHABLE} without a process. What the
 * runtime reports, and an exit at work, is {@code Raised}, with the types that Lambda uses ({@code Runtime.ExitError}).
 */
public final class RuntimeFunction implements LambdaFunction {

    /** Bytes of an event, as on Lambda. */
    static final int EVENT_LIMIT = 6 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeFunction.class);
    private static final Path PROC = Path.of("/proc");

    private final RuntimeLoop loop;
    private final Vertx vertx;
    private final String fault;
    private final List<ExecutionEnvironment> environments = new ArrayList<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private volatile Outcome why = new Failed(Fault.UNREACHABLE, "not started yet");
    private boolean closed;

    private final ExecutionEnvironment.Dispatcher dispatcher = new ExecutionEnvironment.Dispatcher() {
        @Override
        public void free(ExecutionEnvironment environment) {
            Call next = waiting.poll();
            if (next != null) {
                environment.run(next);
            }
        }

        @Override
        public void gone(ExecutionEnvironment environment) {
            why = environment.why();
            if (first(State.IDLE) == null && !mayComeFree()) {
                endWaiting(why);
            }
        }
    };

    private RuntimeFunction(Vertx vertx, RuntimeLoop loop) {
        this.vertx = vertx;
        this.loop = loop;
        this.fault = faultOf(loop.settings().host(), loop.proc());
        if (loop.settings().host() instanceof RuntimeHost.Processes processes) {
            StartLine line = new StartLine();
            for (int i = 1; i <= processes.count(); i++) {
                environments.add(new HostedEnvironment(loop, line, dispatcher, i, new Restarts()));
            }
        } else {
            environments.add(new ContainerEnvironment(loop, dispatcher, new Restarts()));
        }
    }

    /**
     * Starts nothing yet.
     *
     * @param guard closes CVE-2026-102479 on the function's endpoints
     */
    public static RuntimeFunction of(
            Vertx vertx, Clock clock, RuntimeSettings settings, ListenerGuard guard, FunctionEvents events) {
        return of(vertx, clock, settings, guard, events, PROC);
    }

    static RuntimeFunction of(
            Vertx vertx, Clock clock, RuntimeSettings settings, ListenerGuard guard, FunctionEvents events, Path proc) {
        return new RuntimeFunction(vertx, new RuntimeLoop(vertx, clock, settings, guard, events, proc));
    }

    /** Why such a function cannot run on this machine, a sentence; null when it can. For {@code check} and the start. */
    public static String faultOf(RuntimeHost host) {
        return faultOf(host, PROC);
    }

    private static String faultOf(RuntimeHost host, Path proc) {
        String sockets = new SocketTable(proc).fault();
        return sockets != null || host instanceof RuntimeHost.Container ? sockets : ChildProcess.fault();
    }

    @Override
    public String name() {
        return loop.name();
    }

    /** Where the runtimes of another container are awaited; for tests. */
    String endpoint() {
        return ((ContainerEnvironment) environments.get(0)).endpoint();
    }

    @Override
    public Future<Void> start() {
        if (fault != null) {
            LOG.error("function {}: {}", name(), fault);
            why = new Failed(Fault.UNREACHABLE, fault);
            return Future.failedFuture(fault);
        }
        Promise<Void> started = Promise.promise();
        loop.run(() -> {
            // The first in line is enough to begin with; the others follow it.
            environments.get(0).start().onComplete(started);
            environments.stream().skip(1).forEach(ExecutionEnvironment::start);
        });
        return started.future();
    }

    @Override
    public Future<Outcome> invoke(Invocation invocation) {
        Promise<Outcome> answer = Promise.promise();
        Context caller = Vertx.currentContext();
        loop.run(() -> accept(
                invocation,
                caller == null
                        ? answer::complete
                        : outcome -> caller.runOnContext(ignored -> answer.complete(outcome))));
        return answer.future();
    }

    private void accept(Invocation invocation, Handler<Outcome> caller) {
        if (invocation.event().length() > EVENT_LIMIT) {
            caller.handle(new Failed(Fault.REFUSED, "the event is larger than " + EVENT_LIMIT + " bytes"));
            return;
        }
        ExecutionEnvironment idle = closed ? null : first(State.IDLE);
        if (idle == null && !mayComeFree()) {
            caller.handle(new Failed(Fault.UNREACHABLE, "no runtime: " + HostedEnvironment.text(why)));
        } else if (idle == null && waiting.size() >= loop.settings().queue()) {
            caller.handle(new Failed(Fault.BUSY, waiting.size() + " invocations wait already"));
        } else {
            Call call = call(invocation, caller);
            if (idle == null) {
                waiting.add(call);
            } else {
                idle.run(call);
            }
        }
    }

    private Call call(Invocation invocation, Handler<Outcome> caller) {
        long millis = Math.min(
                invocation.patience().toMillis(), loop.settings().timeout().toMillis());
        long[] timer = new long[1];
        Call call = new Call(invocation, loop.clock().millis() + millis, outcome -> {
            loop.cancel(timer[0]);
            caller.handle(outcome);
        });
        timer[0] = vertx.setTimer(Math.max(1, millis), passed -> overdue(call));
        return call;
    }

    private void overdue(Call call) {
        if (waiting.remove(call)) {
            call.end(
                    first(State.RUNNING) == null
                            ? new Failed(Fault.TIMEOUT, "no runtime was ready in time")
                            : new Failed(Fault.BUSY, "no runtime became free in time"));
            return;
        }
        call.end(new Failed(Fault.TIMEOUT, "the function did not answer in time"));
        environments.forEach(environment -> environment.overdue(call));
    }

    private ExecutionEnvironment first(State state) {
        for (ExecutionEnvironment environment : environments) {
            if (environment.state() == state) {
                return environment;
            }
        }
        return null;
    }

    private boolean mayComeFree() {
        return !closed && (first(State.COMING) != null || first(State.RUNNING) != null);
    }

    private void endWaiting(Outcome outcome) {
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            call.end(outcome);
        }
    }

    @Override
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        loop.run(() -> {
            closed = true;
            why = new Failed(Fault.UNREACHABLE, "the gateway ends this function");
            endWaiting(why);
            Future.join(environments.stream().map(ExecutionEnvironment::close).toList())
                    .transform(ended -> loop.close())
                    .onComplete(done);
        });
        return done.future();
    }
}
