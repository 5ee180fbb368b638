package dev.postern.authorizer;

/** What a look-up in an authorizer's cache came to, and what became of entries; a closed list of metric labels. */
public enum CacheResult {
    /** Found in this process, and fresh. */
    HIT("hit"),
    /** Not found anywhere: the decision was made anew. */
    MISS("miss"),
    /** Found in this process past its time, and served while it is made anew. */
    STALE("stale"),
    /** Not found, but under way for another request with the same key, whose result was shared. */
    JOINED("joined"),
    /** Not found in this process, but in the shared store. */
    SHARED_HIT("shared_hit"),
    /** Not found in the shared store either, or past its time or a purge there. */
    SHARED_MISS("shared_miss"),
    /**
     * Found in the shared store and not believed: changed, moved from another key, of other settings, or unreadable
     * (SR-155). Counts as not found.
     */
    SHARED_FAULT("shared_fault"),
    /** The shared store did not answer in time, or was not asked as it did not answer a moment ago. */
    SHARED_DOWN("shared_down"),
    /** An entry left to make room. */
    EVICTED("evicted");

    private final String word;

    CacheResult(String word) {
        this.word = word;
    }

    /** Lower case, underscores; a metric label. */
    public String word() {
        return word;
    }
}
