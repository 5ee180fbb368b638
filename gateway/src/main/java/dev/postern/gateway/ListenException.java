package dev.postern.gateway;

import java.net.UnknownHostException;

/** A port cannot be listened on. Says which and why, and what would help, in words for a person. */
public final class ListenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String problem;
    private final boolean taken;

    private ListenException(String problem, String remedy, boolean taken, Throwable cause) {
        super(problem + "; " + remedy, cause, false, false);
        this.problem = problem;
        this.taken = taken;
    }

    /**
     * Says in words why an address could not be bound.
     *
     * @param key where port and host stand in the configuration, such as {@code server}
     * @param host as configured
     * @param port as configured
     */
    public static ListenException of(String key, String host, int port, Throwable cause) {
        String place = "port " + port + " on " + host;
        // The kernel's words, which are all that the native and the portable transport have in common.
        String said = String.valueOf(cause.getMessage());
        if (said.contains("in use")) {
            return new ListenException(
                    place + " is taken", "stop what listens there, or choose another " + key + ".port", true, cause);
        }
        if (said.contains("ermission denied")) {
            return new ListenException(
                    place + " may not be opened by this user",
                    "choose a " + key + ".port above 1023, or grant CAP_NET_BIND_SERVICE",
                    false,
                    cause);
        }
        if (said.contains("assign requested address") || cause instanceof UnknownHostException) {
            return new ListenException(
                    place + " cannot be opened: " + host + " is not an address of this machine",
                    "choose another " + key + ".host",
                    false,
                    cause);
        }
        return new ListenException(
                place + " cannot be opened: " + said, "choose another " + key + ".host or .port", false, cause);
    }

    /** Without the advice: {@code port 8080 on :: is taken}. */
    public String problem() {
        return problem;
    }

    /** Whether somebody else listens there. */
    public boolean isTaken() {
        return taken;
    }
}
