package dev.postern.function.runtime;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http1.Http1ServerConnection;

/**
 * Keeps the trailers of a connection's last request, which Vert.x does not hand on: in Lambda's streaming response mode
 * they alone say that the function failed half-way.
 */
final class TrailerWatch extends ChannelInboundHandlerAdapter {

    private static final String NAME = "runtimeTrailers";
    private HttpHeaders trailers;

    private TrailerWatch() {}

    /** From the connection handler. */
    static void on(HttpConnection connection) {
        pipeline(connection).addAfter("httpDecoder", NAME, new TrailerWatch());
    }

    /** A trailer of the request that has just ended, or null. */
    static String trailer(HttpConnection connection, String name) {
        TrailerWatch watch = (TrailerWatch) pipeline(connection).get(NAME);
        return watch == null || watch.trailers == null ? null : watch.trailers.get(name);
    }

    private static ChannelPipeline pipeline(HttpConnection connection) {
        return ((Http1ServerConnection) connection).channelHandlerContext().pipeline();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent last) {
            trailers = last.trailingHeaders();
        }
        context.fireChannelRead(message);
    }
}
