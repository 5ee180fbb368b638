package dev.postern.sample.nasty;

import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One connection and the scripts played on it, one request after the other. Lives on the connection's event loop. */
final class Performance {

    private static final int BATCH_BYTES = 32 * 1024;
    /** Beyond this much of one request it stops reading, as an overwhelmed server would. */
    private static final int MOST_BYTES = 4 << 20;

    private final Vertx vertx;
    private final NetSocket socket;
    private final Function<String, Misdeed> misdeeds;
    private final Consumer<Buffer> record;
    private Buffer unread = Buffer.buffer();
    private Misdeed playing;
    private int next;
    private boolean recorded;
    private boolean over;

    /**
     * @param misdeeds what to do, by request target
     * @param record gets each request's bytes once
     */
    Performance(Vertx vertx, NetSocket socket, Function<String, Misdeed> misdeeds, Consumer<Buffer> record) {
        this.vertx = vertx;
        this.socket = socket;
        this.misdeeds = misdeeds;
        this.record = record;
    }

    void begin() {
        socket.handler(bytes -> {
            unread.appendBuffer(bytes);
            if (unread.length() > MOST_BYTES) {
                socket.pause();
            }
            look();
        });
        socket.closeHandler(closed -> {
            over = true;
            if (!recorded && unread.length() > 0) {
                record.accept(unread);
            }
        });
        socket.exceptionHandler(lost -> over = true);
    }

    /** Something arrived: note a request that has become whole, begin its script, or let a waiting script go on. */
    private void look() {
        Optional<RequestBytes> request = RequestBytes.read(unread);
        if (request.isEmpty()) {
            return;
        }
        boolean whole = request.get().length().isPresent();
        if (whole && !recorded) {
            recorded = true;
            record.accept(unread.getBuffer(0, request.get().length().get()));
        }
        if (playing == null) {
            playing = misdeeds.apply(request.get().target());
            next = 0;
            play();
        } else if (waiting()) {
            play();
        }
    }

    private boolean waiting() {
        return next < playing.steps().size()
                && (playing.steps().get(next) instanceof Step.AwaitBody
                        || playing.steps().get(next) instanceof Step.AwaitRequest);
    }

    private void play() {
        if (over) {
            return;
        }
        if (next == playing.steps().size()) {
            finish();
            return;
        }
        Step step = playing.steps().get(next);
        if (step instanceof Step.AwaitBody && !wholeRequest()) {
            return;
        }
        if (step instanceof Step.AwaitRequest && !anotherRequest()) {
            return;
        }
        next++;
        perform(step);
    }

    private void perform(Step step) {
        if (step instanceof Step.Send send) {
            socket.write(send.bytes().copy()).onSuccess(sent -> play());
        } else if (step instanceof Step.Repeat repeat) {
            repeat(repeat, repeat.times());
        } else if (step instanceof Step.After after) {
            vertx.setTimer(Math.max(1, after.millis()), fired -> play());
        } else if (step instanceof Step.Close) {
            over = true;
            socket.close();
        } else if (step instanceof Step.Reset) {
            over = true;
            reset();
        } else if (!(step instanceof Step.Hang)) {
            play();
        }
    }

    private void repeat(Step.Repeat repeat, int left) {
        if (over || left == 0) {
            play();
            return;
        }
        int now = Math.min(left, Math.max(1, BATCH_BYTES / repeat.bytes().length()));
        Buffer batch = Buffer.buffer(now * repeat.bytes().length());
        for (int time = 0; time < now; time++) {
            batch.appendBuffer(repeat.bytes());
        }
        socket.write(batch).onSuccess(sent -> vertx.runOnContext(again -> repeat(repeat, left - now)));
    }

    /** With lingering off and zero, closing sends RST instead of FIN (POSIX SO_LINGER). */
    private void reset() {
        ((NetSocketInternal) socket).channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        socket.close();
    }

    private boolean wholeRequest() {
        return RequestBytes.read(unread).flatMap(RequestBytes::length).isPresent();
    }

    private boolean anotherRequest() {
        Optional<Integer> first = RequestBytes.read(unread).flatMap(RequestBytes::length);
        return first.isPresent() && unread.length() > first.get();
    }

    /** The script left the connection open: forget its request and look at what came after it. */
    private void finish() {
        Optional<Integer> length = RequestBytes.read(unread).flatMap(RequestBytes::length);
        if (length.isEmpty()) {
            return;
        }
        unread = unread.getBuffer(length.get(), unread.length());
        playing = null;
        recorded = false;
        look();
    }
}
