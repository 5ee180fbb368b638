package dev.postern.bench.peer;

import java.io.IOException;

/** A proxy in the comparison. */
public interface Peer {

    /** The core of every proxy. */
    int PROXY_CORE = 0;

    /** The core of load generator and origin. */
    int LOAD_CORE = 1;

    String name();

    /** Loopback port it listens on. */
    int port();

    /** Whether it checks tokens: then a changed one must get 401. */
    boolean guards();

    /** Whether it gets faster with use, so that it is to be warmed up first. */
    boolean compilesAtRunTime();

    /** Starts it; returns before it listens. */
    Process start(Workplace workplace) throws IOException;
}
