package dev.postern.function.runtime;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An environment in another container of the pod, which nobody here starts or ends. While the runtime is not connected,
 * or still works at an event whose deadline has passed, there is none. A late answer is taken and thrown away, as many
 * runtimes end on a refusal.
 */
final class ContainerEnvironment implements ExecutionEnvironment, Dialogue.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerEnvironment.class);

    private final RuntimeLoop loop;
    private final Dispatcher dispatcher;
    private final RuntimeHost.Container host;
    private final Restarts attempts;
    private final Dialogue dialogue;
    private RuntimeApi api;
    private State state = State.ABSENT;
    private Outcome why = unreachable("not started yet");
    private Call call;
    private long timer = -1;

    ContainerEnvironment(RuntimeLoop loop, Dispatcher dispatcher, Restarts attempts) {
        this.loop = loop;
        this.dispatcher = dispatcher;
        this.host = (RuntimeHost.Container) loop.settings().host();
        this.attempts = attempts;
        this.dialogue = new Dialogue(loop.settings(), this);
    }

    private static Failed unreachable(String text) {
        return new Failed(Fault.UNREACHABLE, text);
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Outcome why() {
        return why;
    }

    /** Where it listens; for tests. */
    String endpoint() {
        return api.endpoint();
    }

    @Override
    public Future<Void> start() {
        why = unreachable("no runtime has asked for an event at port " + host.port() + " yet");
        api = loop.api(Peers.user(new SocketTable(loop.proc()), host.uid()), dialogue);
        return api.listen(host.port())
                .onSuccess(listening -> dispatcher.gone(this))
                .otherwise(failure -> {
                    why = unreachable("port " + host.port() + " cannot be listened at: " + failure.getMessage());
                    dispatcher.gone(this);
                    LOG.error("function {}: {}", loop.name(), ((Failed) why).detail());
                    // After a reload the port may still be the old configuration's for a while.
                    timer = loop.after(attempts.afterFailure(), this::start);
                    return null;
                });
    }

    @Override
    public void polled() {
        loop.cancel(timer);
        timer = -1;
        if (state != State.CLOSED) {
            state = State.IDLE;
            dispatcher.free(this);
        }
    }

    @Override
    public void pollLost() {
        if (state == State.IDLE) {
            absent("the runtime has disconnected");
        }
    }

    private void absent(String text) {
        state = State.ABSENT;
        why = unreachable(text);
        dispatcher.gone(this);
    }

    @Override
    public void run(Call next) {
        state = State.RUNNING;
        call = next;
        dialogue.deliver(next);
    }

    @Override
    public void answered(Call done, Outcome outcome) {
        if (done.hasEnded()) {
            LOG.warn("function {}: an answer came too late and was thrown away", loop.name());
        }
        call = null;
        if (state != State.CLOSED) {
            state = State.COMING;
            timer = loop.after(loop.settings().init(), () -> {
                timer = -1;
                absent("the runtime has not asked for another event");
            });
        }
        done.end(outcome);
    }

    @Override
    public void overdue(Call late) {
        if (late == call && state == State.RUNNING) {
            state = State.HUNG;
            why = unreachable("the runtime still works at an event whose deadline has passed");
            loop.events().processLost();
            dispatcher.gone(this);
        }
    }

    @Override
    public void initFailed(Outcome.Raised failure) {
        why = failure;
        LOG.error("function {}: {}: {}", loop.name(), failure.type(), failure.message());
        dispatcher.gone(this);
    }

    @Override
    public Future<Void> close() {
        state = State.CLOSED;
        loop.cancel(timer);
        if (call != null) {
            call.end(unreachable("the gateway ends this function"));
        }
        return api == null ? Future.succeededFuture() : api.close();
    }
}
