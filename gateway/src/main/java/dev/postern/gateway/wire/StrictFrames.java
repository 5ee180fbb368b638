package dev.postern.gateway.wire;

import dev.postern.gateway.http.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Stands between Netty's HTTP/2 codec and Vert.x: heads pass {@link RequestHead} first, so that what reaches an exchange
 * can be written as HTTP/1 (SR-57, SR-58); of trailers only the end is handed on (SR-36); frames that carry nothing are counted against a {@link FrameBudget}.
 */
final class StrictFrames extends Http2FrameListenerDecorator {

    private final FrameBudget budget;
    private int newest;
    private RequestHead head;
    private boolean bodyFollows;

    StrictFrames(Http2FrameListener next, FrameBudget budget) {
        super(next);
        this.budget = budget;
    }

    /** What is wrong with the head being handed on; null for nothing. */
    Refusal fault() {
        return head == null ? null : head.fault();
    }

    /** Where the request being handed on is addressed to; null when that cannot be said. */
    String authority() {
        return head == null ? null : head.authority();
    }

    /** Whether the stream being handed on stays open for a body. */
    boolean bodyFollows() {
        return bodyFollows;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end)
            throws Http2Exception {
        onHeadersRead(context, stream, headers, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end)
            throws Http2Exception {
        if (stream <= newest) {
            super.onHeadersRead(context, stream, EmptyHttp2Headers.INSTANCE, padding, end);
            return;
        }
        newest = stream;
        head = RequestHead.check(headers);
        bodyFollows = !end;
        super.onHeadersRead(context, stream, head.headers(), padding, end);
        head = null;
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end)
            throws Http2Exception {
        if (!end && !data.isReadable()) {
            budget.spend();
        }
        return super.onDataRead(context, stream, data, padding, end);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext context, int stream, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        // Deprecated, and without effect here (RFC 9113 section 5.3.2).
        budget.spend();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        budget.spend();
        super.onSettingsRead(context, settings);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
        budget.spend();
        super.onSettingsAckRead(context);
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
        budget.spend();
        super.onPingRead(context, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
        budget.spend();
        super.onPingAckRead(context, data);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment) throws Http2Exception {
        budget.spend();
        super.onWindowUpdateRead(context, stream, increment);
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext context, byte type, int stream, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        // Ignored, as an unknown frame has to be (RFC 9113 section 5.5).
        budget.spend();
    }
}
