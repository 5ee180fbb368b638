package dev.postern.authorizer;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * How much time each event loop spends on checking signatures that turn out to be wrong. Checking costs 35 µs for
 * RSA-2048 and up to a millisecond for elliptic curves; without a bound a flood of tokens, each a new one and each badly
 * signed, would take whole loops, and with them everybody whose token is known already.
 *
 * <p>A loop may spend a quarter of its time so, up to {@value #BURST_MILLIS} ms at once; good signatures cost nothing of
 * it. No peer may take more than a quarter of that within a second, and half of what may come at once is for those that
 * showed no wrong one in it, so that few peers cannot keep newcomers out; peers are told apart by address, IPv6 ones by
 * their first 64 bits, into {@value #SLOTS} groups by a hash that nobody can foresee: memory is fixed however many there
 * are. What is past the budget is not checked: the answer is {@code VERIFICATION_BUSY}, unavailable
 * and never permissive.
 *
 * <p>Each thread has a budget of its own; no locks, nothing shared. Tokens that are known never ask.
 */
public final class VerificationBudget {

    /** No bound. For {@code check} and tests. */
    public static final VerificationBudget UNLIMITED = new VerificationBudget(null, 0);

    /** Of each loop's time: one part in this many. */
    private static final int SHARE = 4;

    private static final int PEER_SHARE = 4;
    private static final long BURST_MILLIS = 10;
    private static final long BURST = Duration.ofMillis(BURST_MILLIS).toNanos();
    private static final long RESERVE = BURST / 2;
    private static final long WINDOW = Duration.ofSeconds(1).toNanos();
    private static final long PEER_LIMIT = WINDOW / SHARE / PEER_SHARE;
    private static final int SLOTS = 1024;
    /** No check takes longer: a thread that waited for a processor meanwhile did not spend that on it. */
    private static final long LONGEST = Duration.ofMillis(2).toNanos();

    private final LongSupplier nanos;
    private final int seed;
    private final ThreadLocal<Account> accounts = ThreadLocal.withInitial(this::open);

    /** @param nanos a clock that never goes back, such as {@link System#nanoTime} */
    public VerificationBudget(LongSupplier nanos) {
        this(nanos, new SecureRandom().nextInt());
    }

    VerificationBudget(LongSupplier nanos, int seed) {
        this.nanos = nanos;
        this.seed = seed;
    }

    /** One thread's. */
    private static final class Account {
        private long balance = BURST;
        private long refilled;
        /** Spent by each group of peers in the second that began at {@link #since}. */
        private final long[] spent = new long[SLOTS];

        private final long[] since = new long[SLOTS];
    }

    private Account open() {
        Account account = new Account();
        account.refilled = nanos.getAsLong();
        Arrays.fill(account.since, account.refilled - WINDOW);
        return account;
    }

    /** The clock, for measuring what a check took. */
    public long now() {
        return nanos == null ? 0 : nanos.getAsLong();
    }

    /** Whether a signature that this peer shows may be checked now. */
    public boolean allows(String peer) {
        if (nanos == null) {
            return true;
        }
        Account account = accounts.get();
        long now = nanos.getAsLong();
        account.balance = Math.min(BURST, account.balance + (now - account.refilled) / SHARE);
        account.refilled = now;
        int slot = slot(peer);
        long spent = now - account.since[slot] >= WINDOW ? 0 : account.spent[slot];
        return account.balance > (spent == 0 ? 0 : RESERVE) && spent < PEER_LIMIT;
    }

    /** A signature of this peer was wrong, and checking it took so long. */
    public void failed(String peer, long took) {
        if (nanos == null) {
            return;
        }
        long spent = Math.min(took, LONGEST);
        Account account = accounts.get();
        long now = nanos.getAsLong();
        account.balance -= spent;
        int slot = slot(peer);
        if (now - account.since[slot] >= WINDOW) {
            account.since[slot] = now;
            account.spent[slot] = 0;
        }
        account.spent[slot] += spent;
    }

    /** An IPv6 client has a whole network of addresses: the first four groups count. */
    private int slot(String peer) {
        int colons = 0;
        int hash = seed;
        for (int i = 0; i < peer.length(); i++) {
            char c = peer.charAt(i);
            if (c == ':' && ++colons == 4) {
                break;
            }
            hash = Integer.rotateLeft(hash ^ c, 5) * 0x9E3779B9;
        }
        return hash >>> 22;
    }
}
