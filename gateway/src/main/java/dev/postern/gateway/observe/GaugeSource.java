package dev.postern.gateway.observe;

/** One contribution to a gauge that several event loops or snapshots feed. */
@FunctionalInterface
public interface GaugeSource {

    /** Takes the contribution out of the sum; harmless when repeated. */
    void remove();
}
