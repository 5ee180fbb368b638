package dev.postern.authorizer.shared;

import dev.postern.authorizer.cache.Hmac;
import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.authorizer.lockout.LockoutChange;
import dev.postern.authorizer.lockout.LockoutList;
import io.lettuce.core.KeyValue;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The board on which the gateways of a fleet tell each other of purges and lock-outs. Every second each reads it, takes
 * over what is later than its own, and posts what is later than the board's: so a message reaches everybody within two
 * seconds, an emptied Redis is filled again, and what was said while it was down is posted once it answers. Whoever can
 * write to Redis can hide messages from gateways that have not read them, and nothing else: each is sealed (SR-155), and
 * an older one never replaces a later one.
 */
public final class FleetBoard implements AutoCloseable {

    /** How often the board is read; what is posted counts everywhere within twice this time. */
    static final long LOOK_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FleetBoard.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Lists are read whole once in so many looks, whatever their version says. */
    private static final int WHOLE = 30;

    private static final int MAX_FIELDS = 4 * LockoutList.MAX_ENTRIES;
    private static final byte[] PURGE = ascii("purge");
    private static final byte[] LOCKOUT = ascii("lockout");

    private final Vertx vertx;
    private final RedisLink link;
    private final PurgeBoard purges;
    private final LockoutList lockouts;
    private final Hmac names;
    private final Sealer sealer;
    private final byte[] purgeKey;
    private final byte[] lockoutKey;
    private final byte[] versionKey;
    private long timer;
    private boolean looking;
    private int looks;
    private byte[] seenVersion;
    private long seenRevision;
    private boolean told;
    private String lastFailure = "";

    public FleetBoard(Vertx vertx, RedisLink link, FleetKey key, PurgeBoard purges, LockoutList lockouts) {
        this.vertx = vertx;
        this.link = link;
        this.purges = purges;
        this.lockouts = lockouts;
        this.names = new Hmac(key.derive("name board"));
        this.sealer = new Sealer(key, "board");
        this.purgeKey = ascii(prefix(key) + "purges");
        this.lockoutKey = ascii(prefix(key) + "lockouts");
        this.versionKey = ascii(prefix(key) + "lockouts:version");
    }

    /** What all names of a fleet in Redis begin with; two fleets may use one Redis. */
    static String prefix(FleetKey key) {
        byte[] id = Arrays.copyOf(key.derive("name of the fleet"), 9);
        return "postern:" + Base64.getUrlEncoder().withoutPadding().encodeToString(id) + ":";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins to read. */
    public FleetBoard start() {
        timer = vertx.setPeriodic(0, LOOK_MILLIS, id -> look());
        return this;
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        comparePurges().compose(v -> compareLockouts()).onComplete(result -> {
            looking = false;
            if (result.failed() && !(result.cause() instanceof RedisLink.Down)) {
                LOG.warn(
                        "What the fleet shares could not be compared: {}",
                        result.cause().getMessage());
            }
        });
    }

    private Future<Void> comparePurges() {
        Map<String, Long> own = purges.epochs();
        List<String> authorizers = new ArrayList<>(own.keySet());
        byte[][] fields = authorizers.stream()
                .map(authorizer -> field(PURGE, authorizer.getBytes(StandardCharsets.UTF_8)))
                .toArray(byte[][]::new);
        return link.ask(PATIENCE, redis -> redis.hmget(purgeKey, fields)).compose(values -> {
            Map<byte[], byte[]> posts = new HashMap<>();
            for (int i = 0; i < fields.length; i++) {
                KeyValue<byte[], byte[]> value = values.get(i);
                byte[] content = value.hasValue() ? open(value.getValue(), PURGE, fields[i]) : null;
                long posted = content == null || content.length != Long.BYTES
                        ? 0
                        : ByteBuffer.wrap(content).getLong();
                long known = own.get(authorizers.get(i));
                if (posted > known) {
                    purges.learn(authorizers.get(i), posted);
                    LOG.info("Decisions of {} were purged by another gateway", authorizers.get(i));
                } else if (posted < known) {
                    byte[] epoch =
                            ByteBuffer.allocate(Long.BYTES).putLong(known).array();
                    posts.put(fields[i], sealer.seal(epoch, PURGE, fields[i]));
                }
            }
            return posts.isEmpty()
                    ? Future.succeededFuture()
                    : link.ask(PATIENCE, redis -> redis.hset(purgeKey, posts)).mapEmpty();
        });
    }

    private Future<Void> compareLockouts() {
        long revision = lockouts.revision();
        return link.ask(PATIENCE, redis -> redis.get(versionKey)).compose(version -> {
            boolean same = looks % WHOLE != 0 && revision == seenRevision && Arrays.equals(version, seenVersion);
            looks++;
            if (same) {
                return Future.succeededFuture();
            }
            return link.ask(PATIENCE, redis -> redis.hlen(lockoutKey))
                    .compose(fields -> fields > MAX_FIELDS
                            ? Future.failedFuture("there are " + fields + " lock-outs")
                            : link.ask(PATIENCE, redis -> redis.hgetall(lockoutKey)))
                    .compose(this::exchange)
                    .onSuccess(v -> {
                        seenVersion = version;
                        seenRevision = revision;
                    });
        });
    }

    private Future<Void> exchange(Map<byte[], byte[]> posted) {
        Map<String, Long> stamps = new HashMap<>();
        List<LockoutChange> heard = new ArrayList<>();
        List<byte[]> ended = new ArrayList<>();
        posted.forEach((field, value) -> {
            byte[] content = open(value, LOCKOUT, field);
            LockoutChange change = content == null ? null : LockoutText.read(content);
            if (change != null && lockouts.isInForce(change.entry())) {
                stamps.put(LockoutText.subject(change.entry()), change.stamp());
                heard.add(change);
            } else if (change != null) {
                ended.add(field);
            }
        });
        for (LockoutChange change : lockouts.learn(heard)) {
            LOG.info(
                    "{} was {} by another gateway",
                    change.entry().claim().word(),
                    change.released() ? "released" : "locked out");
        }
        Map<byte[], byte[]> posts = new HashMap<>();
        for (LockoutChange change : lockouts.changes()) {
            String subject = LockoutText.subject(change.entry());
            if (stamps.getOrDefault(subject, 0L) < change.stamp()) {
                byte[] field = field(LOCKOUT, subject.getBytes(StandardCharsets.UTF_8));
                posts.put(field, sealer.seal(LockoutText.write(change), LOCKOUT, field));
            }
        }
        Future<?> removed = ended.isEmpty()
                ? Future.succeededFuture()
                : link.ask(PATIENCE, redis -> redis.hdel(lockoutKey, ended.toArray(byte[][]::new)));
        return removed.compose(v -> posts.isEmpty() ? Future.succeededFuture() : post(posts));
    }

    private Future<Void> post(Map<byte[], byte[]> posts) {
        return link.ask(PATIENCE, (RedisAsyncCommands<byte[], byte[]> redis) -> redis.hset(lockoutKey, posts))
                .compose(v -> link.ask(PATIENCE, redis -> redis.incr(versionKey)))
                .mapEmpty();
    }

    private byte[] open(byte[] message, byte[] kind, byte[] field) {
        byte[] content = sealer.open(message, kind, field);
        if (content == null && !told) {
            told = true;
            LOG.warn("Redis holds a message to the fleet that none of its gateways wrote; it is ignored");
        }
        return content;
    }

    private byte[] field(byte[] kind, byte[] subject) {
        ByteBuffer text = ByteBuffer.allocate(kind.length + 1 + subject.length);
        text.put(kind).put((byte) 0).put(subject);
        return Base64.getUrlEncoder().withoutPadding().encode(names.of(text.array()));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
