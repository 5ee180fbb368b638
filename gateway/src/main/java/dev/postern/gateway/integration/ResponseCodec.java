package dev.postern.gateway.integration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * The codec of a connection to an upstream, in place of Netty's, which is final: it knows whether bytes were read that
 * belong to no answer. A connection with such bytes must not carry another request, as they would become the beginning
 * of somebody else's answer (SR-50). One request at a time.
 */
final class ResponseCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

    private ByteBuf read = Unpooled.EMPTY_BUFFER;
    private HttpMethod asked;

    /** @param maxHead bytes of a status line, and of all header lines, that are read at all */
    ResponseCodec(int maxHead) {
        init(new Decoder(maxHead), new Encoder());
    }

    /** Whether more was read than answers were found in. */
    boolean hasLeftover() {
        return read.refCnt() > 0 && read.isReadable();
    }

    private final class Encoder extends HttpRequestEncoder {
        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                asked = request.method();
            }
            super.encode(context, message, out);
        }
    }

    private final class Decoder extends HttpResponseDecoder {
        private boolean interim;

        private Decoder(int maxHead) {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(maxHead)
                    .setMaxHeaderSize(maxHead)
                    .setMaxChunkSize(16 << 10));
            setCumulator((allocator, cumulation, in) ->
                    read = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, cumulation, in));
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            int before = out.size();
            super.decode(context, in, out);
            for (int i = before; i < out.size(); i++) {
                Object message = out.get(i);
                interim |= message instanceof HttpResponse response && isInterim(response);
                if (interim) {
                    interim = !(message instanceof LastHttpContent);
                    ReferenceCountUtil.release(out.remove(i--));
                }
            }
        }

        private static boolean isInterim(HttpResponse response) {
            return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code()
                    && response.decoderResult().isSuccess();
        }

        /** The answer to HEAD has no body, whatever its headers say (RFC 9110 section 9.3.2). */
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return super.isContentAlwaysEmpty(message)
                    || HttpMethod.HEAD.equals(asked)
                            && ((HttpResponse) message).status().codeClass() != HttpStatusClass.INFORMATIONAL;
        }
    }
}
