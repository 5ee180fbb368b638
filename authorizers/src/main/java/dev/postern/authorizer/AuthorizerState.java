package dev.postern.authorizer;

/**
 * What readiness shows about one authorizer.
 *
 * @param hasDecided whether it has been able to decide at least once since the start; never goes back to false
 * @param canDecide whether it could decide right now
 * @param detail one line for a person, without secrets: {@code "2 keys, 31s old"}, {@code "no keys: connection refused"}
 */
public record AuthorizerState(boolean hasDecided, boolean canDecide, String detail) {

    /** The state of an authorizer that depends on nothing. */
    public static final AuthorizerState READY = new AuthorizerState(true, true, "ready");
}
