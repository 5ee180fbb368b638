package dev.postern.gateway;

import dev.postern.gateway.config.ServerConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The data port: one verticle per event loop behind one listener. */
final class DataPort {

    private final Vertx vertx;
    private final List<GatewayVerticle> verticles = new ArrayList<>();
    private final ServerConfig server;
    private final Entrance entrance;
    private String deployment;

    /** @param eventLoops at least 1 */
    DataPort(Vertx vertx, Station station, Snapshot first, int eventLoops) {
        this.vertx = vertx;
        this.server = first.config().server();
        this.entrance = new Entrance(station, first);
        for (int i = 0; i < Math.max(1, eventLoops); i++) {
            verticles.add(new GatewayVerticle(station, first, entrance));
        }
    }

    /** Begins to listen. Fails with {@link ListenException} when the address cannot be bound. */
    Future<Void> open() {
        // As instances of one deployment they share one listener, even on a port that the system chooses.
        Iterator<GatewayVerticle> each = verticles.iterator();
        return vertx.deployVerticle(each::next, new DeploymentOptions().setInstances(verticles.size()))
                .recover(t -> Future.failedFuture(ListenException.of("server", server.host(), server.port(), t)))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    /** Port it listens on; 0 before it does. */
    int port() {
        return verticles.get(0).port();
    }

    /** Whether every event loop turns; those that were not started yet count as turning. */
    boolean isLive() {
        for (GatewayVerticle verticle : verticles) {
            if (verticle.loop() != null && !verticle.loop().pulse().isBeating()) {
                return false;
            }
        }
        return true;
    }

    /** The event loops; complete once it is open. */
    List<Loop> loops() {
        return verticles.stream().map(GatewayVerticle::loop).toList();
    }

    /**
     * Lets new requests on every loop begin with this snapshot.
     *
     * @param over called when the last exchange of the snapshot before is over, on every loop
     * @return completes when every loop has it
     */
    Future<Void> use(Snapshot next, Runnable over) {
        return vertx.executeBlocking(() -> {
                    entrance.use(next);
                    return null;
                })
                .compose(v -> useOnLoops(next, over));
    }

    private Future<Void> useOnLoops(Snapshot next, Runnable over) {
        List<Future<Void>> swapped = new ArrayList<>();
        List<Future<Void>> unused = new ArrayList<>();
        for (Loop loop : loops()) {
            Promise<Void> has = Promise.promise();
            Promise<Void> free = Promise.promise();
            loop.context().runOnContext(v -> {
                loop.use(next).onComplete(free);
                has.complete();
            });
            swapped.add(has.future());
            unused.add(free.future());
        }
        Future.join(unused).onComplete(v -> over.run());
        return Future.join(swapped).mapEmpty();
    }

    /**
     * Says goodbye to tunnels and stops to accept; exchanges under way may finish.
     *
     * @param left for how long
     */
    Future<Void> shutDown(Duration left) {
        List<Future<Void>> closing = new ArrayList<>();
        for (GatewayVerticle verticle : verticles) {
            if (verticle.loop() != null) {
                closing.add(verticle.shutDown(left));
            }
        }
        return Future.join(closing).eventually(this::undeploy).mapEmpty();
    }

    private Future<Void> undeploy() {
        return deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
    }
}
