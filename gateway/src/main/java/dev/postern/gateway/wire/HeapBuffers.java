package dev.postern.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpContent;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;

/**
 * Copies what was read into memory that needs no release, before Vert.x keeps it. Vert.x makes the same copy, but later:
 * what waits while a stream is paused or requests are pipelined is still pooled memory, and when the connection closes
 * then, nobody releases it. Every client that leaves in the middle would cost up to a hundred kilobytes for ever (SR-66).
 */
@Sharable
public final class HeapBuffers extends ChannelInboundHandlerAdapter {

    private static final HeapBuffers INSTANCE = new HeapBuffers();

    private HeapBuffers() {}

    /** Puts itself before the handler of a connection; it stays there when that becomes a tunnel. */
    public static void before(ChannelHandlerContext handler) {
        handler.pipeline().addBefore(handler.name(), "heapBuffers", INSTANCE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent content && !(message instanceof FullHttpMessage)) {
            ByteBuf pooled = content.content();
            context.fireChannelRead(pooled == Unpooled.EMPTY_BUFFER ? content : content.replace(copied(pooled)));
        } else if (message instanceof ByteBuf pooled) {
            context.fireChannelRead(copied(pooled));
        } else {
            context.fireChannelRead(message);
        }
    }

    private static ByteBuf copied(ByteBuf pooled) {
        try {
            int length = pooled.readableBytes();
            return length == 0
                    ? Unpooled.EMPTY_BUFFER
                    : VertxByteBufAllocator.DEFAULT.heapBuffer(length).writeBytes(pooled, pooled.readerIndex(), length);
        } finally {
            pooled.release();
        }
    }
}
