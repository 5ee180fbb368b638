package dev.postern.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Reads HTTP/1 requests as strictly as RFC 9112 allows, where Netty and Vert.x are lenient:
 *
 * <ul>
 *   <li>header names keep every byte ({@code Content-Xength} is not {@code Content-Length}; CVE-2026-102479);
 *   <li>obs-fold (section 5.2) is refused instead of joined (SR-42);
 *   <li>the request line is exactly {@code method SP target SP HTTP/1.0|HTTP/1.1} (section 3);
 *   <li>{@code Content-Length} together with {@code Transfer-Encoding} is refused instead of repaired (SR-39);
 *   <li>behind a request with {@code Upgrade} nothing is read as a request before it was answered (SR-69);
 *   <li>a body whose chunks cannot be read never ends, and is reported, so that it can be answered (SR-43).
 * </ul>
 *
 * <p>A request that is refused here reaches the invalid-request handler with a failed decoder result. The decoder also
 * knows whether a head has begun, which is what the head time-out needs.
 */
public final class StrictRequestDecoder extends HttpRequestDecoder {

    private static final byte LF = '\n';
    private static final HttpMethod UNREADABLE = HttpMethod.valueOf("UNREADABLE");

    /** How much may come behind a request for an upgrade before its answer; then nothing more is read. */
    private static final int MAX_HELD = 16 << 10;

    private boolean inHead = true;
    private boolean inFields;
    private boolean folded;
    private boolean looseLine;
    private int wordEnd;
    private long headStarted;
    private HttpRequest unfinished;
    private long heads;
    private final boolean tunnels;
    private Runnable bodyBroken = () -> {};
    private BooleanSupplier headHeld = () -> false;
    private boolean upgradeAsked;
    private boolean holding;

    /**
     * @param maxLine bytes of a request line that are read at all; a longer one cannot be answered with CORS headers
     * @param maxHeaders bytes of all header lines that are read at all
     */
    public StrictRequestDecoder(int maxLine, int maxHeaders) {
        this(maxLine, maxHeaders, true);
    }

    private StrictRequestDecoder(int maxLine, int maxHeaders, boolean tunnels) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxLine)
                .setMaxHeaderSize(maxHeaders)
                .setMaxChunkSize(16 << 10)
                .setInitialBufferSize(512));
        this.tunnels = tunnels;
    }

    /**
     * Puts one into a fresh connection of a listener that has no tunnels; from its connection handler, before the first
     * byte is decoded.
     *
     * @throws IllegalStateException if the connection is not HTTP/1: it would be open to CVE-2026-102479
     */
    public static void standIn(HttpConnection connection, int maxLine, int maxHeaders) {
        if (!(connection instanceof Http1ServerConnection http1)) {
            throw new IllegalStateException("no guard for " + connection.getClass());
        }
        StrictRequestDecoder decoder = new StrictRequestDecoder(maxLine, maxHeaders, false);
        ChannelHandlerContext context = http1.channelHandlerContext();
        decoder.onBrokenBody(context::close);
        context.pipeline().replace("httpDecoder", "httpDecoder", decoder);
    }

    /** Who is told, after what came before it was handed on, that the body of the newest head cannot be read. */
    void onBrokenBody(Runnable listener) {
        bodyBroken = listener;
    }

    /** Who is asked, when the beginning of a head has to be held, whether to drop it instead: then nothing more is read. */
    void onHeadHeld(BooleanSupplier drops) {
        headHeld = drops;
    }

    /** When the first byte of the head now being read came, by {@link System#nanoTime}; 0 when none has begun. */
    long headStarted() {
        return headStarted;
    }

    /** The request whose header lines are being read; null until its whole request line was read and found good. */
    HttpRequest unfinished() {
        return unfinished;
    }

    /** Number of whole heads read so far. */
    long heads() {
        return heads;
    }

    /** Whether it waits for the answer to a request for an upgrade. */
    boolean isHolding() {
        return holding;
    }

    /** Reads on behind a request for an upgrade that came to nothing. On the event loop, not while it decodes. */
    void readOn(ChannelHandlerContext ctx) throws Exception {
        if (holding) {
            holding = false;
            ctx.channel().config().setAutoRead(true);
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            ctx.fireChannelReadComplete();
        }
    }

    /** Takes what came behind a request for an upgrade: the first bytes of the tunnel. */
    byte[] takeHeld(ChannelHandlerContext ctx) {
        byte[] held = new byte[holding ? actualReadableBytes() : 0];
        if (holding) {
            internalBuffer().readBytes(held);
            ctx.channel().config().setAutoRead(true);
        }
        return held;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (holding) {
            if (in.readableBytes() > MAX_HELD) {
                ctx.channel().config().setAutoRead(false);
            }
            return;
        }
        if (inHead && in.isReadable()) {
            if (headStarted == 0) {
                headStarted = System.nanoTime() | 1;
            }
            folded |= holdsFold(in, inFields);
        }
        int before = out.size();
        super.decode(ctx, in, out);
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest request) {
                endHead(request);
            } else if (message instanceof HttpContent content
                    && content.decoderResult().isFailure()) {
                // Nothing after it is decoded any more. Vert.x would close without an answer.
                out.remove(i--);
                content.release();
                ctx.executor().execute(bodyBroken);
            } else if (message instanceof LastHttpContent) {
                inHead = true;
                holding = upgradeAsked;
            }
        }
        if (inHead && headStarted != 0 && in.isReadable() && headHeld.getAsBoolean()) {
            in.skipBytes(in.readableBytes());
        }
    }

    private void endHead(HttpRequest request) {
        inHead = false;
        inFields = false;
        headStarted = 0;
        unfinished = null;
        heads++;
        // Whether what follows is HTTP or a tunnel is not known before the answer (SR-69).
        upgradeAsked = tunnels && request.headers().contains(HttpHeaderNames.UPGRADE);
        if (folded && request.decoderResult().isSuccess()) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("obs-fold")));
        }
        folded = false;
    }

    /**
     * Whether a line of the head begins with white space. The reader stands at the beginning of a line. Empty lines
     * before the request line, which Netty skips (RFC 9112 section 2.2), do not end the head.
     */
    private static boolean holdsFold(ByteBuf in, boolean inFields) {
        int end = in.writerIndex();
        int line = in.readerIndex();
        while (!inFields && line < end && (in.getByte(line) == '\r' || in.getByte(line) == LF)) {
            line++;
        }
        while (line < end) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            int lf = in.indexOf(line, end, LF);
            if (lf < 0 || lf == line || lf == line + 1 && first == '\r') {
                return false;
            }
            line = lf + 1;
        }
        return false;
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        wordEnd = start + length;
        looseLine = false;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        checkGap(line, start);
        wordEnd = start + length;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        checkGap(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    private void checkGap(byte[] line, int start) {
        inFields = true;
        looseLine |= start != wordEnd + 1 || line[wordEnd] != ' ';
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        boolean http11 = line[2].equals("HTTP/1.1");
        if (looseLine || !http11 && !line[2].equals("HTTP/1.0")) {
            throw new IllegalArgumentException("request line");
        }
        unfinished = new DefaultHttpRequest(
                http11 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0,
                HttpMethod.valueOf(line[0]),
                line[1],
                Http1xHeaders.httpHeaders());
        return unfinished;
    }

    /** A request whose first line could not be read: no method, no target. Netty would make up {@code GET /bad-request}. */
    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_0, UNREADABLE, "", Http1xHeaders.httpHeaders());
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        return HeaderNames.of(line, start, length);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Content-Length with Transfer-Encoding");
    }

    /** Requests only, so never; Vert.x decides the same way for its own decoder. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return false;
    }
}
