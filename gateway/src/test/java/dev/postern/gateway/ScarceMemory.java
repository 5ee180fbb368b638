package dev.postern.gateway;

/** What a gateway believes about its memory. */
public final class ScarceMemory {

    /** More than any heap has room for. */
    private static final int CONNECTIONS = 1_000_000_000;

    private ScarceMemory() {}

    /** From now on memory is scarce. Connections of before go on, new ones are turned away. */
    public static void begin(Gateway gateway) {
        gateway.station().connections().addAndGet(CONNECTIONS);
    }

    /** Streams of HTTP/2 that count as memory. */
    public static int heldStreams(Gateway gateway) {
        return gateway.station().headroom().heldStreams();
    }
}
