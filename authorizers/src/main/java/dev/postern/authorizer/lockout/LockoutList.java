package dev.postern.authorizer.lockout;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.Lockout;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The deny list of one gateway, from two sources that know nothing of each other: a file, which is replaced whole, and
 * calls of an administrator, one entry at a time. Outlives configurations; not kept over a restart. Bounded:
 * {@value #MAX_ENTRIES} entries of each source, ended ones not counted.
 *
 * <p>Changes are rare and make a new index; requests read one volatile field.
 */
public final class LockoutList implements Lockout {

    /** Entries of one source, at most. */
    public static final int MAX_ENTRIES = 10_000;

    /** Where an entry is from. */
    public enum Source {
        FILE,
        ADMIN;

        /** The metric label, and what the admin port says. */
        public String word() {
            return this == FILE ? "file" : "admin";
        }
    }

    /** An entry and its source. */
    public record Listed(LockoutEntry entry, Source source) {}

    private final Clock clock;
    private List<LockoutEntry> file = List.of();
    private List<LockoutEntry> admin = List.of();
    private volatile LockoutIndex index = LockoutIndex.EMPTY;

    public LockoutList(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean holds(CredentialNames names, long nowMillis) {
        LockoutIndex current = index;
        return current != LockoutIndex.EMPTY && current.holds(names, nowMillis);
    }

    /**
     * Replaces everything that is from the file.
     *
     * @throws IllegalArgumentException for more than {@value #MAX_ENTRIES}
     */
    public synchronized void replaceFile(List<LockoutEntry> entries) {
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("more than " + MAX_ENTRIES + " entries");
        }
        file = List.copyOf(entries);
        changed();
    }

    /**
     * Adds an administrator's entry, or gives the one about the same credentials another end: doing it twice is doing
     * it once (SR-119).
     *
     * @return false when the list is full
     */
    public synchronized boolean add(LockoutEntry entry) {
        List<LockoutEntry> next = without(entry);
        if (next.size() >= MAX_ENTRIES) {
            return false;
        }
        next.add(entry);
        admin = List.copyOf(next);
        changed();
        return true;
    }

    /**
     * Removes an administrator's entry about the same credentials; that there is none is fine (SR-119).
     *
     * @return false when an entry of the file still holds them: only the file can release it
     */
    public synchronized boolean remove(LockoutEntry entry) {
        admin = List.copyOf(without(entry));
        changed();
        Instant now = clock.instant();
        return file.stream().noneMatch(each -> each.isAboutTheSame(entry) && each.isInForce(now));
    }

    /** Whether an entry would count now. */
    public boolean isInForce(LockoutEntry entry) {
        return entry.isInForce(clock.instant());
    }

    /** Everything in force, the file's first. */
    public synchronized List<Listed> entries() {
        Instant now = clock.instant();
        List<Listed> listed = new ArrayList<>();
        file.stream()
                .filter(entry -> entry.isInForce(now))
                .forEach(entry -> listed.add(new Listed(entry, Source.FILE)));
        admin.stream()
                .filter(entry -> entry.isInForce(now))
                .forEach(entry -> listed.add(new Listed(entry, Source.ADMIN)));
        return listed;
    }

    /** How many entries of a source are in force. */
    public synchronized int size(Source source) {
        Instant now = clock.instant();
        return (int) (source == Source.FILE ? file : admin)
                .stream().filter(entry -> entry.isInForce(now)).count();
    }

    /** An administrator's entries that are about other credentials and have not ended. */
    private List<LockoutEntry> without(LockoutEntry entry) {
        Instant now = clock.instant();
        List<LockoutEntry> rest = new ArrayList<>(admin.size() + 1);
        for (LockoutEntry each : admin) {
            if (each.isInForce(now) && !each.isAboutTheSame(entry)) {
                rest.add(each);
            }
        }
        return rest;
    }

    private void changed() {
        Instant now = clock.instant();
        List<LockoutEntry> all = new ArrayList<>(file.size() + admin.size());
        for (LockoutEntry each : file) {
            if (each.isInForce(now)) {
                all.add(each);
            }
        }
        all.addAll(admin);
        index = LockoutIndex.of(all);
    }
}
