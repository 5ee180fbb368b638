package dev.postern.gateway.admin;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The open connections of the admin port, those that were quiet longest first. A probe must always get through: when
 * there are too many, the one that was quiet longest makes room for the next, and a connection that sends no whole
 * request in time, or none after its last answer, is closed, however busily it sends the bytes of a head.
 */
final class AdminConnections {

    /** Open ones at a time. */
    static final int MOST = 256;

    /** From the connection to the end of its first head. */
    static final Duration HEAD = Duration.ofSeconds(5);

    /** From an answer to the end of the next head. */
    static final Duration IDLE = Duration.ofSeconds(30);

    private static final class Quiet {
        private long since = System.nanoTime();
        private long limit = HEAD.toNanos();
        private boolean asking;
        private boolean ending;
    }

    private final Map<HttpConnection, Quiet> open = new LinkedHashMap<>();

    private final Vertx vertx;
    private final long timer;

    AdminConnections(Vertx vertx) {
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(500, id -> sweep(System.nanoTime()));
    }

    /** Ends the watch; the connections are the server's to close. */
    void stop() {
        vertx.cancelTimer(timer);
    }

    synchronized void opened(HttpConnection connection) {
        connection.closeHandler(ignored -> closed(connection));
        if (open.size() >= MOST) {
            makeRoom();
        }
        open.put(connection, new Quiet());
    }

    /**
     * A whole head came.
     *
     * @return whether it is a request: not on a connection that was told that it ends, or that had to make room
     */
    synchronized boolean asked(HttpConnection connection) {
        Quiet quiet = open.remove(connection);
        if (quiet == null) {
            return false;
        }
        quiet.asking = true;
        open.put(connection, quiet);
        return !quiet.ending;
    }

    /** The answer being given is the last: what follows is the rest of a body that nobody reads. */
    synchronized void ending(HttpConnection connection) {
        Quiet quiet = open.get(connection);
        if (quiet != null) {
            quiet.ending = true;
        }
    }

    /** Its answer was given. */
    synchronized void answered(HttpConnection connection) {
        Quiet quiet = open.remove(connection);
        if (quiet != null) {
            quiet.asking = false;
            quiet.since = System.nanoTime();
            quiet.limit = IDLE.toNanos();
            open.put(connection, quiet);
        }
    }

    private synchronized void closed(HttpConnection connection) {
        open.remove(connection);
    }

    /** Whoever is being answered stays while somebody is quiet. */
    private void makeRoom() {
        HttpConnection eldest = open.keySet().iterator().next();
        for (Map.Entry<HttpConnection, Quiet> entry : open.entrySet()) {
            if (!entry.getValue().asking) {
                eldest = entry.getKey();
                break;
            }
        }
        open.remove(eldest);
        eldest.close();
    }

    private synchronized void sweep(long now) {
        for (Iterator<Map.Entry<HttpConnection, Quiet>> each = open.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<HttpConnection, Quiet> entry = each.next();
            Quiet quiet = entry.getValue();
            if (!quiet.asking && now - quiet.since >= quiet.limit) {
                each.remove();
                entry.getKey().close();
            }
        }
    }
}
