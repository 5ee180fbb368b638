package dev.postern.authorizer.shared;

import dev.postern.authorizer.SharedStore;
import dev.postern.authorizer.cache.Hmac;
import io.lettuce.core.SetArgs;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Decisions in Redis: each a sealed value under a name that is an HMAC, with the time to live that it was kept for. */
public final class RedisStore implements SharedStore {

    /** Bytes of a content, at most; a larger one is remembered by its own gateway only. */
    static final int MAX_CONTENT = 256 << 10;

    private static final Found NOTHING = new Found.Nothing();
    private static final Found FAULT = new Found.Fault();
    private static final Found DOWN = new Found.Down();

    private final RedisLink link;
    private final Hmac names;
    private final Sealer sealer;
    private final String prefix;

    public RedisStore(RedisLink link, FleetKey key) {
        this.link = link;
        this.names = new Hmac(key.derive("name decision"));
        this.sealer = new Sealer(key, "decision");
        this.prefix = FleetBoard.prefix(key) + "decision:";
    }

    @Override
    public Future<Found> find(byte[] name, byte[] binding) {
        return link.ask(redis -> redis.get(place(name))).transform(answer -> {
            if (answer.failed()) {
                return Future.succeededFuture(DOWN);
            }
            if (answer.result() == null) {
                return Future.succeededFuture(NOTHING);
            }
            byte[] content = sealer.open(answer.result(), name, binding);
            return Future.succeededFuture(content == null ? FAULT : new Found.Kept(content));
        });
    }

    @Override
    public void keep(byte[] name, byte[] binding, byte[] content, Duration time) {
        if (content.length <= MAX_CONTENT && time.toMillis() > 0 && link.isUp()) {
            byte[] sealed = sealer.seal(content, name, binding);
            // That it was not kept costs another gateway a call; the link has said that it is down.
            link.ask(redis -> redis.set(place(name), sealed, SetArgs.Builder.px(time.toMillis())));
        }
    }

    @Override
    public byte[] name(byte[] digest) {
        return names.of(digest);
    }

    private byte[] place(byte[] name) {
        return (prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(name))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
