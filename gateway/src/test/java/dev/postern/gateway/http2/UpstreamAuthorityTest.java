package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host that a backend hears by HTTP/2 with {@code preserveHost}: what the client wrote. Vert.x could not tell all. */
@Tag("socket")
class UpstreamAuthorityTest {

    private static EventLoopGroup loops;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forServer().build(), new Teller());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        gateway = GatewayUnderTest.start("""
                upstreams:
                  app: { url: "http://127.0.0.1:%d", http2: true, preserveHost: true }
                routes:
                  - { match: "ANY /{name}", authorizer: open, upstream: app }
                """.formatted(((InetSocketAddress) server.localAddress()).getPort()));
    }

    /** Answers with the {@code :authority} it heard. */
    private static final class Teller extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2HeadersFrame request) {
                var answer = new DefaultHttp2Headers()
                        .status("200")
                        .set("x-heard", request.headers().authority());
                context.writeAndFlush(new DefaultHttp2HeadersFrame(answer, true).stream(request.stream()));
            }
            ReferenceCountUtil.release(message);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        loops.shutdownGracefully();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.com",
                "API.example.com.:8080",
                "10.1.2.3:9",
                "[::1]",
                "[::1]:8443",
                "[::ffff:1.2.3.4]",
                "[::ffff:1.2.3.4]:8080"
            })
    void a_preserved_host_is_told_as_it_was_written(String host) {
        try (RawClient client = gateway.connect()) {
            RawResponse answer =
                    client.send("GET /a HTTP/1.1\r\nHost: " + host + "\r\n\r\n").response();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-heard")).isEqualTo(host);
        }
    }
}
