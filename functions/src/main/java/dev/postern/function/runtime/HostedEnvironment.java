package dev.postern.function.runtime;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An environment in a process that the gateway starts, and starts anew whenever it is lost. Each process has a Runtime
 * API of its own at an address of its own ({@link HostedProcess}).
 *
 * <ul>
 *   <li>An exit at work ends the invocation with {@code Runtime.ExitError}, and a new process starts at once.
 *   <li>Past the deadline of its invocation the process is killed, and a new one starts at once.
 *   <li>An init error, an exit or silence before the first event, and an exit of a process that never answered: the next
 *       one starts after a pause ({@link Restarts}).
 * </ul>
 */
final class HostedEnvironment implements ExecutionEnvironment {

    private static final Logger LOG = LoggerFactory.getLogger(HostedEnvironment.class);

    private final RuntimeLoop loop;
    private final StartLine line;
    private final Dispatcher dispatcher;
    private final int number;
    private final Restarts restarts;
    private final Promise<Void> firstAttempt = Promise.promise();
    private State state = State.ABSENT;
    private Outcome why = new Failed(Fault.UNREACHABLE, "the process was not started yet");
    private HostedProcess process;
    private Call call;
    private long timer = -1;
    private boolean inLine;

    HostedEnvironment(RuntimeLoop loop, StartLine line, Dispatcher dispatcher, int number, Restarts restarts) {
        this.loop = loop;
        this.line = line;
        this.dispatcher = dispatcher;
        this.number = number;
        this.restarts = restarts;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Outcome why() {
        return why;
    }

    @Override
    public Future<Void> start() {
        begin();
        return firstAttempt.future();
    }

    private void begin() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.COMING;
        line.enter(() -> {
            inLine = true;
            if (state == State.CLOSED) {
                leaveLine();
                return;
            }
            process = new HostedProcess(loop, number, this);
            expect();
            process.start();
        });
    }

    private void leaveLine() {
        if (inLine) {
            inLine = false;
            line.leave();
        }
        firstAttempt.tryComplete();
    }

    /** The process has to ask for an event within the time for an init. */
    private void expect() {
        state = State.COMING;
        Duration init = loop.settings().init();
        timer = loop.after(init, () -> {
            timer = -1;
            process.failed(new Failed(Fault.TIMEOUT, "the process did not ask for an event within " + init));
            process.kill();
        });
    }

    private void expectNoMore() {
        loop.cancel(timer);
        timer = -1;
    }

    /** The process asks for an event. */
    void polled(HostedProcess from) {
        if (from == process && state == State.COMING && call == null && from.failure() == null) {
            expectNoMore();
            state = State.IDLE;
            leaveLine();
            dispatcher.free(this);
        }
    }

    /** The process asks no more. */
    void pollLost(HostedProcess from) {
        if (from == process && state == State.IDLE) {
            expect();
        }
    }

    @Override
    public void run(Call next) {
        state = State.RUNNING;
        call = next;
        process.deliver(next);
    }

    void answered(HostedProcess from, Call done, Outcome outcome) {
        if (from == process && state == State.RUNNING && done == call) {
            call = null;
            restarts.wasOfUse();
            expect();
            done.end(outcome);
        }
    }

    @Override
    public void overdue(Call late) {
        if (late == call && state == State.RUNNING) {
            LOG.warn("function {} process {}: killed, as it did not answer in time", loop.name(), number);
            // As good as gone; the next one starts when its exit is told.
            state = State.COMING;
            process.kill();
        }
    }

    /** The process has ended, or there was none. */
    void exited(HostedProcess from, Outcome.Raised exit) {
        if (from != process || state == State.CLOSED) {
            return;
        }
        loop.events().processLost();
        expectNoMore();
        Call interrupted = call;
        call = null;
        Outcome reason = process.failure() == null ? exit : process.failure();
        boolean atWork = interrupted != null || process.hasAnswered();
        if (interrupted != null) {
            interrupted.end(ErrorPayload.of(exit.type(), interrupted.id(), exit.message()));
        }
        why = reason;
        if (atWork) {
            restarts.wasOfUse();
            LOG.warn("function {} process {}: {}; starting another", loop.name(), number, text(reason));
            leaveLine();
            begin();
            return;
        }
        Duration pause = restarts.afterFailure();
        LOG.error(
                "function {} process {}: {}; next start in {} ms", loop.name(), number, text(reason), pause.toMillis());
        state = State.ABSENT;
        timer = loop.after(pause, () -> {
            timer = -1;
            begin();
        });
        leaveLine();
        dispatcher.gone(this);
    }

    /** An outcome in a line, for the log and for {@code explain}. */
    static String text(Outcome outcome) {
        if (outcome instanceof Outcome.Raised raised) {
            return raised.type() + ": " + raised.message();
        }
        return outcome instanceof Failed failed ? failed.detail() : "ended";
    }

    @Override
    public Future<Void> close() {
        expectNoMore();
        state = State.CLOSED;
        leaveLine();
        if (call != null) {
            call.end(new Failed(Fault.UNREACHABLE, "the gateway ends this function"));
        }
        return process == null ? Future.succeededFuture() : process.close();
    }
}
