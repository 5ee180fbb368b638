package dev.postern.authorizer;

/**
 * Who is not admitted although the credential is good: stolen tokens, dismissed users, broken clients. Every authorizer
 * asks it on every request, for a decision that it remembered as for a fresh one, just before it admits; so it costs
 * nothing while nobody is locked out, a hash look-up for each name otherwise, and never allocates.
 */
public interface Lockout {

    /** Nobody is locked out. For tests, and for authorizers without credentials. */
    Lockout NONE = (names, nowMillis) -> false;

    /** Whether an entry that has not ended names this credential. Safe from every thread. */
    boolean holds(CredentialNames names, long nowMillis);
}
