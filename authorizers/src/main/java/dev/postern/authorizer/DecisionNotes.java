package dev.postern.authorizer;

/** Takes down how a decision comes about, for {@code explain}. Hides credentials by itself. */
@FunctionalInterface
public interface DecisionNotes {

    /**
     * One thing worth knowing.
     *
     * @param what one word, such as {@code event}, {@code answer} or {@code policy}
     * @param text for a person; any length
     */
    void note(String what, String text);

    /** Whether functions may be called: a mere look at a decision calls none unless it was told to. */
    default boolean mayInvoke() {
        return true;
    }
}
