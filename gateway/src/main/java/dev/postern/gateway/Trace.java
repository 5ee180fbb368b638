package dev.postern.gateway;

/** Follows one request through every step; what {@code explain} prints. Null in a serving gateway. */
public interface Trace {

    /**
     * A step is done.
     *
     * @param step name of the step: target, route, cors, authorizer, identity, upstream
     * @param verdict one or two words
     * @param detail a line for a person, credentials already redacted; empty for none
     */
    void step(String step, String verdict, String detail);

    /**
     * The request would go to a backend now.
     *
     * @param upstream name of the upstream
     * @param head request line and headers as the backend would get them
     */
    void reached(String upstream, String head);
}
