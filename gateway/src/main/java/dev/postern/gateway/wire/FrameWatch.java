package dev.postern.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Sees which HTTP/2 frames leave (RFC 9113 section 4.1). Netty refuses malformed heads on its own and tells nobody: the
 * only trace of such a request is the frame that refuses it, and the access log has to know of it.
 */
final class FrameWatch extends ChannelOutboundHandlerAdapter {

    /** Who wants to know. */
    interface Listener {
        void dataWritten();

        void headersWritten(int stream);

        void resetWritten(int stream, long code);
    }

    private static final int HEAD = 9;
    private static final int RESET = HEAD + 4;

    private final Listener listener;
    private final byte[] bytes = new byte[RESET];
    private int have;
    private long skip;

    FrameWatch(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof ByteBuf frames) {
            follow(frames);
        }
        context.write(message, promise);
    }

    private void follow(ByteBuf frames) {
        int at = frames.readerIndex();
        int end = frames.writerIndex();
        while (at < end) {
            if (skip > 0) {
                int skipped = (int) Math.min(skip, end - at);
                skip -= skipped;
                at += skipped;
                continue;
            }
            bytes[have++] = frames.getByte(at++);
            boolean reset = have >= HEAD && bytes[3] == Http2FrameTypes.RST_STREAM;
            if (have == HEAD && !reset || have == RESET) {
                report();
                skip = reset ? 0 : length();
                have = 0;
            }
        }
    }

    private void report() {
        int stream = number(5) & Integer.MAX_VALUE;
        switch (bytes[3]) {
            case Http2FrameTypes.DATA -> listener.dataWritten();
            case Http2FrameTypes.HEADERS -> listener.headersWritten(stream);
            case Http2FrameTypes.RST_STREAM -> listener.resetWritten(stream, number(HEAD) & 0xffff_ffffL);
            default -> {}
        }
    }

    private int length() {
        return number(0) >>> 8;
    }

    private int number(int from) {
        return bytes[from] << 24
                | (bytes[from + 1] & 0xff) << 16
                | (bytes[from + 2] & 0xff) << 8
                | bytes[from + 3] & 0xff;
    }
}
