package dev.postern.gateway.attack;

import java.util.List;
import java.util.Map;

/** What a case runs against: something that listens on the loopback, and the upstream behind it. */
public interface WireTarget extends AutoCloseable {

    /** Name or address to connect to. */
    default String host() {
        return "127.0.0.1";
    }

    int port();

    ScriptedUpstream upstream();

    /** What {@code {words}} of a case stand for. */
    Map<String, String> words();

    /** How exactly answers and forwarded requests must be those of the tables. */
    default Reading reading() {
        return Reading.OWN;
    }

    /** How long to wait for anything, in milliseconds. */
    default int patience() {
        return Integer.getInteger("wire.patience", 10_000);
    }

    /** Lines of its access log so far; null when it has none in our words. */
    default List<String> accessLog() {
        return null;
    }

    /** Its metrics in Prometheus' text format; null when it has none in our words. */
    default String metrics() {
        return null;
    }

    @Override
    void close();
}
