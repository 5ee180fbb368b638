package dev.postern.authorizer;

/** Collects everything that is wrong with a configuration, so that one run reports it all. */
public interface Problems {

    /**
     * An error: the configuration cannot be used.
     *
     * @param path where, such as {@code authorizers.users.clients[0]}
     * @param what what is wrong, without the value of a secret
     * @param right what would be right
     */
    void error(String path, String what, String right);

    /** A lint: legal, but probably not what was meant. */
    void warning(String path, String what, String right);

    /**
     * An error about a key that nobody knows. An implementation that knows positions points at the key instead of at
     * its value.
     */
    default void unknownKey(String path, String what, String right) {
        error(path, what, right);
    }
}
