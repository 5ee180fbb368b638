package dev.postern.authorizer.lockout;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.Lockout;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The deny list of one gateway, from two sources that know nothing of each other: a file, which is replaced whole, and
 * calls of an administrator, one entry at a time; what they said is shared by gateways that share a store. Outlives
 * configurations; not kept over a restart, but learned again from the others. Bounded:
 * {@value #MAX_ENTRIES} entries of each source, ended ones not counted.
 *
 * <p>Changes are rare and make a new index; requests read one volatile field.
 */
public final class LockoutList implements Lockout {

    /** Entries of one source, at most. */
    public static final int MAX_ENTRIES = 10_000;

    /** How long a release of something unknown here is remembered, for gateways that know it. */
    private static final Duration RELEASE_KNOWN = Duration.ofDays(30);

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

    /** What an entry is about. */
    private record Subject(LockoutEntry.Claim claim, String value, String issuer) {
        static Subject of(LockoutEntry entry) {
            return new Subject(entry.claim(), entry.value(), entry.issuer());
        }
    }

    private final Clock clock;
    private List<LockoutEntry> file = List.of();
    private final Map<Subject, LockoutChange> admin = new LinkedHashMap<>();
    private volatile long revision;
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
        LockoutChange known = admin.get(Subject.of(entry));
        forgetEnded();
        if (!put(new LockoutChange(entry, false, stampAfter(known)))) {
            return false;
        }
        changed();
        return true;
    }

    /**
     * Removes an administrator's entry about the same credentials; that there is none is fine (SR-119).
     *
     * @return false when an entry of the file still holds them: only the file can release it
     */
    public synchronized boolean remove(LockoutEntry entry) {
        LockoutChange known = admin.get(Subject.of(entry));
        Instant now = clock.instant();
        Instant until = known == null ? now.plus(RELEASE_KNOWN) : known.entry().until();
        LockoutEntry gone = new LockoutEntry(entry.claim(), entry.value(), entry.issuer(), until, null);
        forgetEnded();
        put(new LockoutChange(gone, true, stampAfter(known)));
        changed();
        return file.stream().noneMatch(each -> each.isAboutTheSame(entry) && each.isInForce(now));
    }

    /**
     * Takes over what administrators said to other gateways, unless something later was said here.
     *
     * @return those that were news
     */
    public synchronized List<LockoutChange> learn(Collection<LockoutChange> changes) {
        Instant now = clock.instant();
        List<LockoutChange> news = new ArrayList<>();
        forgetEnded();
        for (LockoutChange change : changes) {
            LockoutChange known = admin.get(Subject.of(change.entry()));
            if (change.entry().isInForce(now) && (known == null || known.stamp() < change.stamp()) && put(change)) {
                news.add(change);
            }
        }
        if (!news.isEmpty()) {
            changed();
        }
        return news;
    }

    /** Everything that administrators said and that has not ended, releases included. */
    public synchronized List<LockoutChange> changes() {
        Instant now = clock.instant();
        return admin.values().stream()
                .filter(change -> change.entry().isInForce(now))
                .toList();
    }

    /** Grows with everything an administrator says, here or elsewhere. */
    public long revision() {
        return revision;
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
        held().stream()
                .filter(entry -> entry.isInForce(now))
                .forEach(entry -> listed.add(new Listed(entry, Source.ADMIN)));
        return listed;
    }

    /** How many entries of a source are in force. */
    public synchronized int size(Source source) {
        Instant now = clock.instant();
        return (int) (source == Source.FILE ? file : held())
                .stream().filter(entry -> entry.isInForce(now)).count();
    }

    /** An administrator's entries that were not released; some may have ended. */
    private List<LockoutEntry> held() {
        return admin.values().stream()
                .filter(change -> !change.released())
                .map(LockoutChange::entry)
                .toList();
    }

    private long stampAfter(LockoutChange known) {
        return Math.max(clock.millis(), known == null ? 0 : known.stamp() + 1);
    }

    private void forgetEnded() {
        Instant now = clock.instant();
        admin.values().removeIf(change -> !change.entry().isInForce(now));
    }

    /** Replaces what was said about the same; false when there are too many others of the kind. */
    private boolean put(LockoutChange change) {
        Subject subject = Subject.of(change.entry());
        LockoutChange known = admin.get(subject);
        // Only a nearly full list has to be counted.
        if (admin.size() >= MAX_ENTRIES && (known == null || known.released() != change.released())) {
            long same = admin.values().stream()
                    .filter(each -> each.released() == change.released())
                    .count();
            if (same >= MAX_ENTRIES) {
                return false;
            }
        }
        admin.remove(subject);
        admin.put(subject, change);
        revision++;
        return true;
    }

    private void changed() {
        Instant now = clock.instant();
        List<LockoutEntry> all = new ArrayList<>(file.size() + admin.size());
        for (LockoutEntry each : file) {
            if (each.isInForce(now)) {
                all.add(each);
            }
        }
        all.addAll(held());
        index = LockoutIndex.of(all);
    }
}
