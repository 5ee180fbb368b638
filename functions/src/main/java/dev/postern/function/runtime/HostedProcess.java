package dev.postern.function.runtime;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process of a function with the Runtime API that only its tree may use, from its start to its end. */
final class HostedProcess implements Dialogue.Listener {

    /** Named for the operator, who may want the function's own lines elsewhere or not at all. */
    private static final Logger OUTPUT = LoggerFactory.getLogger("dev.postern.function.output");

    private final RuntimeLoop loop;
    private final RuntimeHost.Processes host;
    private final int number;
    private final HostedEnvironment environment;
    private final Dialogue dialogue;
    private final RuntimeApi api;
    private final Promise<Void> gone = Promise.promise();
    private volatile ProcessTree tree;
    private volatile ChildProcess child;
    private volatile boolean closing;
    private Outcome failure;
    private boolean answered;

    HostedProcess(RuntimeLoop loop, int number, HostedEnvironment environment) {
        this.loop = loop;
        this.host = (RuntimeHost.Processes) loop.settings().host();
        this.number = number;
        this.environment = environment;
        this.dialogue = new Dialogue(loop.settings(), this);
        this.api = loop.api(
                (peer, peerPort, own, ownPort) -> tree == null ? null : tree.ownerOf(peer, peerPort, own, ownPort),
                dialogue);
    }

    void start() {
        api.listen(0)
                .compose(listening -> loop.blocking(this::launch))
                .onSuccess(launched -> {
                    loop.events().processStarted();
                    child.exit().thenAccept(status -> loop.run(() -> exited(status)));
                })
                .onFailure(failed -> {
                    failure = new Failed(Fault.UNREACHABLE, "the process cannot be started: " + failed.getMessage());
                    ended(ErrorPayload.of("Runtime.ExitError", null, "Runtime was not started"));
                });
    }

    /** On the one worker thread that asks the tree too, so that no connection of the child comes before the tree. */
    private Void launch() throws IOException {
        if (closing) {
            throw new IOException("the gateway ends this function");
        }
        Map<String, String> variables = LambdaVariables.of(loop.settings(), host, api.endpoint(), loop.clock());
        ChildProcess started = ChildProcess.start(
                host.command(),
                host.directory(),
                variables,
                line -> OUTPUT.info("function {} process {}: {}", loop.name(), number, line));
        tree = new ProcessTree(loop.proc(), started.handle());
        child = started;
        return null;
    }

    void deliver(Call call) {
        dialogue.deliver(call);
    }

    /** What made it fail, if the exit status does not say; null otherwise. */
    Outcome failure() {
        return failure;
    }

    void failed(Outcome reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    /** Whether it has ever answered an event. */
    boolean hasAnswered() {
        return answered;
    }

    void kill() {
        loop.blocking(() -> {
            if (child != null) {
                child.kill();
            }
            return null;
        });
    }

    Future<Void> close() {
        closing = true;
        loop.blocking(() -> {
            if (child != null) {
                child.stop(host.grace());
            }
            return null;
        });
        return gone.future();
    }

    private void exited(int status) {
        String text = status == 0
                ? "Runtime exited without providing a reason"
                : "Runtime exited with error: exit status " + status;
        ended(ErrorPayload.of("Runtime.ExitError", null, text));
    }

    private void ended(Outcome.Raised exit) {
        api.close().onComplete(closed -> gone.tryComplete());
        environment.exited(this, exit);
    }

    @Override
    public void polled() {
        environment.polled(this);
    }

    @Override
    public void pollLost() {
        environment.pollLost(this);
    }

    @Override
    public void answered(Call call, Outcome outcome) {
        answered = true;
        environment.answered(this, call, outcome);
    }

    @Override
    public void initFailed(Outcome.Raised reason) {
        failed(reason);
        loop.blocking(() -> {
            child.stop(host.grace());
            return null;
        });
    }
}
