package dev.postern.function.runtime;

import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import io.vertx.core.buffer.Buffer;

/** Hosts a function, prints what it answers to {@code "leave"}, and does nothing more until it is killed. */
public final class GatewayStandIn {

    private GatewayStandIn() {}

    public static void main(String[] args) throws Exception {
        HostedFunction function = new HostedFunction().start();
        Outcome outcome = function.function()
                .invoke(new Invocation(Buffer.buffer("\"leave\""), HostedFunction.LONG, null))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        System.out.println(((Outcome.Returned) outcome).payload());
        System.out.flush();
        Thread.currentThread().join();
    }
}
