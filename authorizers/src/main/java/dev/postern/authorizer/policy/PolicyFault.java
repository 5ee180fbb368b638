package dev.postern.authorizer.policy;

/** Ends the reading of a policy; never leaves {@link PolicyReader}, which makes a value of it. */
final class PolicyFault extends Exception {

    private static final long serialVersionUID = 1;

    PolicyFault(String path, String what) {
        super(path + ": " + what, null, false, false);
    }
}
