package dev.postern.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Says when the guard against CVE-2026-102479 can go: when the decoder that it stands in for is mended. */
class StockDecoderTest {

    private static final String REQUEST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Xength: 0\r\n\r\n";

    @Test
    void the_decoder_of_vertx_still_takes_another_name_for_content_length() {
        assertThat(nameReadBy(new VertxHttpRequestDecoder(new Http1ServerConfig())))
                .as("Vert.x is mended: docs/adr/0003-strict-request-decoder.md says what of our own can go")
                .isEqualTo("Content-Length");
    }

    @Test
    void ours_reads_the_name_that_was_sent() {
        assertThat(nameReadBy(new StrictRequestDecoder(8 << 10, 8 << 10))).isEqualTo("Content-Xength");
    }

    /** The name of the last header line, as a decoder reads it. */
    private static String nameReadBy(ChannelHandler decoder) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        try {
            channel.writeInbound(channel.alloc().buffer().writeBytes(REQUEST.getBytes(StandardCharsets.US_ASCII)));
            HttpRequest request = channel.readInbound();
            assertThat(request.decoderResult().isSuccess()).isTrue();
            return request.headers().entries().stream()
                    .map(Map.Entry::getKey)
                    .reduce((first, second) -> second)
                    .orElseThrow();
        } finally {
            ReferenceCountUtil.release(channel.readInbound());
            channel.finishAndReleaseAll();
        }
    }
}
