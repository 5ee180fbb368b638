package dev.postern.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.http.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PROXY header leaves behind in memory, and what comes instead of one. */
class ProxyHeaderTest {

    private static final String V2 = "0d0a0d0a000d0a515549540a";
    private static final String ADDRESSES = "cb007107c0000201dc0401bb";

    @ParameterizedTest
    @DisplayName("whatever stands in a header, its memory is given back (SR-66)")
    @ValueSource(
            strings = {
                "2111000c" + ADDRESSES,
                "21110013" + ADDRESSES + "020004686f7374",
                "21110013" + ADDRESSES + "02ffff686f7374",
                "2111001a" + ADDRESSES + "020004686f737402ffff686f7374",
                "2111001b" + ADDRESSES + "02000168" + "2000080100000000" + "21ffff",
                "21110014" + ADDRESSES + "2000050100000000",
                "21110010" + ADDRESSES + "20000100",
                "2112000c" + ADDRESSES,
                "2111000400000000",
                "20000000",
                "21000000"
            })
    void its_memory_is_given_back(String header) {
        List<Object> refused = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(
                new HAProxyMessageDecoder(ProxyProtocol.MAX_FIELDS),
                new ProxyHeader((peer, why) -> refused.add(why), 1000));
        ByteBuf bytes = channel.alloc().buffer().writeBytes(HexFormat.of().parseHex(V2 + header));
        channel.writeInbound(bytes);
        channel.finishAndReleaseAll();
        assertThat(bytes.refCnt()).isZero();
        assertThat(refused).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("what comes before the header goes no further, and ends the connection (SR-18)")
    void what_comes_before_the_header_goes_no_further() {
        List<Object> refused = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new ProxyHeader((peer, why) -> refused.add(why), 1000));
        ByteBuf request = channel.alloc().buffer().writeBytes(new byte[] {'G', 'E', 'T'});
        channel.writeInbound(request);
        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(request.refCnt()).isZero();
        assertThat(refused).containsExactly(Refusal.BAD_PROXY_HEADER);
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }
}
