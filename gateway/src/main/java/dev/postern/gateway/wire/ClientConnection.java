package dev.postern.gateway.wire;

import dev.postern.gateway.http.Refusal;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;
import io.vertx.core.net.impl.ConnectionBase;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * One connection of a client, and what its protocol makes of the life of an exchange: who is told when the client
 * leaves, how the rest of a body nobody wants is got rid of, how an answer that cannot be completed is cut, how a last
 * answer is announced. HTTP/1 carries one exchange after the other, HTTP/2 many at once; exchanges do not know which.
 *
 * <p>Used on its event loop.
 */
public abstract sealed class ClientConnection extends Deadlines.Timed permits Http1Connection, Http2Connection {

    /** What a connection reports to the gateway. */
    public interface Listener {
        /**
         * The connection, or a request on it that never became an exchange, is ended for this reason.
         *
         * @return the whole answer, as an HTTP/1.1 response
         */
        String refused(ClientConnection connection, Refusal why);

        /**
         * More streams of HTTP/2 may hold an answer, or fewer: those of exchanges under way, and those that outlive
         * theirs because the client does not read.
         *
         * @param streams how many more; negative for fewer. All changes of a connection that is closed add up to 0
         */
        void held(int streams);
    }

    /** The client's side of one exchange, as its connection sees it. Told at most once each. */
    public interface Caller {
        /** The rest of the body cannot be read. */
        void bodyBroken();

        /** The client left, or took its request back. */
        void left();
    }

    /**
     * What clients may take.
     *
     * @param maxLine bytes of a request line, or of a path, that are read at all
     * @param maxHeaders bytes of header lines that are read at all
     * @param head time for a head, and until the first request
     * @param idle time between requests
     * @param pause time without progress of a body, either way
     */
    public record Terms(int maxLine, int maxHeaders, Duration head, Duration idle, Duration pause) {}

    static final long CHECK = Duration.ofMillis(250).toNanos();
    static final long LINGER_BYTES = 256 << 10;
    static final long LINGER = Duration.ofSeconds(2).toNanos();

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf("postern.connection");

    final Channel channel;
    final Terms terms;
    final Listener listener;

    private final HttpConnection connection;
    final Deadlines deadlines;
    private final TlsListener.Judgement judgement;
    private final X509Certificate certificate;
    private Peer peer;
    private long quietSince = System.nanoTime();
    private int exchanges;
    private boolean tooMany;
    private boolean ending;
    private long endBy;

    ClientConnection(
            ConnectionBase base, HttpConnection connection, Terms terms, Deadlines deadlines, Listener listener) {
        this.connection = connection;
        this.channel = base.channelHandlerContext().channel();
        this.terms = terms;
        this.deadlines = deadlines;
        this.listener = listener;
        this.peer = Peer.of(channel);
        this.judgement = TlsListener.Judgement.of(channel);
        this.certificate = judgement == null || !judgement.asksForCertificate() ? null : certificate(connection);
        channel.attr(KEY).set(this);
        dueIn(CHECK);
        deadlines.add(this);
    }

    /**
     * Takes charge of a fresh connection. Must be called from the server's connection handler, before the first request
     * is decoded.
     *
     * @throws IllegalStateException for a kind of connection that no guard was written for: the gate would be open to
     *     CVE-2026-102479
     */
    public static ClientConnection open(
            HttpConnection connection, Terms terms, Deadlines deadlines, Listener listener) {
        if (connection instanceof Http1ServerConnection http1) {
            return Http1Connection.open(http1, terms, deadlines, listener);
        }
        if (connection instanceof Http2ServerConnectionImpl http2 && http2.isSsl()) {
            return Http2Connection.open(http2, terms, deadlines, listener);
        }
        throw new IllegalStateException("no guard for " + connection.getClass());
    }

    /** Its chain was verified in the handshake. Null when the client has none and may do without. */
    private static X509Certificate certificate(HttpConnection connection) {
        try {
            return (X509Certificate) connection.sslSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** The channel under a fresh connection. */
    public static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext().channel();
    }

    /** Null while nobody took charge of the connection. */
    static ClientConnection of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** The connection a request came by. */
    public static ClientConnection of(HttpServerRequest request) {
        return of(channel(request.connection()));
    }

    /** Who sends: the socket's peer, or whom its PROXY header named. */
    public final Peer peer() {
        return peer;
    }

    /** Its PROXY header came; the time for a first request begins. */
    final void cameFrom(Peer named) {
        peer = named;
        quietSince = System.nanoTime();
    }

    /** The client's own certificate, verified; null when it showed none. */
    public final X509Certificate certificate() {
        return certificate;
    }

    /** How far the head got that is being read. */
    public abstract UnfinishedHead unfinishedHead();

    /**
     * Whether the client would have to show itself anew: its certificate has expired since, or clients are judged by
     * other rules. Nothing is served on such a connection.
     *
     * @param nowMillis since 1970
     */
    public final boolean isOutdated(long nowMillis) {
        return judgement != null
                && (judgement.isOutdated()
                        || certificate != null
                                && nowMillis > certificate.getNotAfter().getTime());
    }

    public final HttpConnection connection() {
        return connection;
    }

    /** Calls when the connection is closed, also where it became a tunnel, of whose end Vert.x does not tell. */
    public final void onClose(Runnable closed) {
        channel.closeFuture().addListener(future -> closed.run());
    }

    /** How many connections were open when it came, itself included; 0 for one in clear text, which nobody counted yet. */
    public final int rank() {
        return ClientHandshake.rank(channel);
    }

    /** It came past the limit of connections: its first request is to be refused. */
    public final void tooMany() {
        tooMany = true;
    }

    public final boolean isTooMany() {
        return tooMany;
    }

    /** Stops and restarts reading from this client, beside pausing and resuming its request. */
    public abstract Flow flow();

    /** Whether the last answer of this connection was given: nothing behind it is served. */
    public abstract boolean isClosing();

    /** Why the protocol forbids this request, which must be asked before anything else of it; null when it does not. */
    public abstract Refusal fault(HttpServerRequest request);

    /** Whether a body follows although no header says so. Asked where {@link #began} was called. */
    public abstract boolean bodyFollows();

    /** An exchange began on this connection. */
    public void began(HttpServerRequest request, Caller caller) {
        exchanges++;
    }

    /** The exchange is over, whatever became of it, and the connection stays. */
    public void ended() {
        exchanges--;
        quietSince = System.nanoTime();
    }

    /** Says in the headers of an answer that nothing more is served on this connection, where the protocol does so. */
    public abstract void announceLast(MultiMap answer);

    /** Says in the headers of an answer that the rest of the body is not wanted, where the protocol does so. */
    public abstract void announceUnread(MultiMap answer);

    /**
     * The whole answer was handed over.
     *
     * @param unread whether some of the request's body was not read: it is read off within limits, or refused, so that
     *     the client gets the answer
     */
    public abstract void answered(HttpServerRequest request, boolean unread);

    /** Ends an answer that was begun, in a way that nobody takes for its end. */
    public abstract void cut(HttpServerRequest request);

    /** What the client sent behind a handshake: the first bytes of the tunnel the connection is about to become. */
    public abstract Buffer takeEarly();

    /**
     * Ends a connection that gets no exchange: it is past every limit.
     *
     * @param answer a whole HTTP/1.1 response, for those who can read it
     */
    public abstract void turnAway(String answer);

    /** The connection is a tunnel now, or closed: nothing here may end it any more. */
    public final void leave() {
        deadlines.remove(this);
    }

    /** Closes; what was written already may still go out for a moment. */
    final void close() {
        endWithin(LINGER);
        channel.close();
    }

    /** The connection is ending, and closed forcibly after this time; where it is ending already, never later than it was to be. */
    final void endWithin(long nanos) {
        long by = System.nanoTime() + nanos;
        endBy = ending && endBy - by < 0 ? endBy : by;
        ending = true;
    }

    final boolean isEnding() {
        return ending;
    }

    @Override
    protected final void expired(long now) {
        dueIn(CHECK);
        if (!ending) {
            look(now);
        } else if (now - endBy >= 0) {
            closeForcibly();
        }
    }

    /** Called four times a second while the connection is not ending: whether it is to end. */
    abstract void look(long now);

    final boolean isQuiet() {
        return exchanges == 0;
    }

    final int exchanges() {
        return exchanges;
    }

    final long quietSince() {
        return quietSince;
    }

    /** Past Vert.x, Netty's codecs and TLS, which would all wait for a client that does not read. */
    private void closeForcibly() {
        channel.pipeline().firstContext().close();
    }
}
