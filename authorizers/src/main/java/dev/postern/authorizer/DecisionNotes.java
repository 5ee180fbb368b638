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
}
