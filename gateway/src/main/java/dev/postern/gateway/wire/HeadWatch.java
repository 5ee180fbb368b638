package dev.postern.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Sees whether a head of HTTP/2 is on its way: its HEADERS frame began, and the frame with END_HEADERS is not whole yet
 * (RFC 9113 sections 4.3 and 6.10). Netty keeps the pieces of such a head, tells nobody of it, and reads nothing else
 * from that client meanwhile. Heads of trailers count as well.
 *
 * <p>Must see the connection from its first byte. Looks at the nine bytes before each frame and at nothing else.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {

    private static final int PREFACE = 24;
    private static final int FRAME_HEAD = 9;
    private static final int LENGTH = 3;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int END_HEADERS = 0x4;

    private int skip = PREFACE;
    private int at;
    private int length;
    private boolean inHead;
    private boolean ends;
    private long since;

    /** The one that was put there when the handshake agreed on HTTP/2. */
    static HeadWatch of(Channel channel) {
        return channel.pipeline().get(HeadWatch.class);
    }

    /** When the head that is on its way began, by {@link System#nanoTime}; 0 when none is. */
    long since() {
        return since;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf frames) {
            follow(frames);
            if (!inHead) {
                since = 0;
            } else if (since == 0) {
                since = System.nanoTime() | 1;
            }
        }
        context.fireChannelRead(message);
    }

    private void follow(ByteBuf frames) {
        int from = frames.readerIndex();
        int end = frames.writerIndex();
        while (from < end) {
            if (skip > 0) {
                int skipped = Math.min(skip, end - from);
                skip -= skipped;
                from += skipped;
            } else {
                take(frames.getByte(from++));
            }
            if (ends && at == 0 && skip == 0) {
                ends = false;
                inHead = false;
                since = 0;
            }
        }
    }

    /** One byte of what stands before a frame (RFC 9113 section 4.1). */
    private void take(byte next) {
        if (at < LENGTH) {
            length = at == 0 ? next & 0xff : length << 8 | next & 0xff;
        } else if (at == TYPE) {
            inHead = next == Http2FrameTypes.HEADERS || inHead && next == Http2FrameTypes.CONTINUATION;
        } else if (at == FLAGS) {
            ends = inHead && (next & END_HEADERS) != 0;
        }
        at++;
        if (at == FRAME_HEAD) {
            at = 0;
            skip = length;
        }
    }
}
