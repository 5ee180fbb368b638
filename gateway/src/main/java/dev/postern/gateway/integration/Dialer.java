package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to one upstream, on one event loop: tries every address of its name, and says so when none answers. */
final class Dialer {

    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    private static final long WARN_EVERY = Duration.ofSeconds(5).toNanos();

    private final UpstreamConfig config;
    private final HttpClientAgent client;
    private final AddressBook addresses;
    private long warned;

    Dialer(Vertx vertx, UpstreamConfig config, HttpClientAgent client) {
        this.config = config;
        this.client = client;
        this.addresses = new AddressBook(vertx, config.socket(), config.host(), config.port());
    }

    /** Opens one more. It fails as its last address did; {@link #fault} says what that means. */
    Future<HttpClientConnection> dial() {
        return addresses.addresses().compose(list -> connect(list, 0)).onFailure(this::warn);
    }

    /** What those who wait for the connection are told. */
    static UpstreamFailure fault(Throwable failure) {
        if (FailureText.isTimeout(failure)) {
            return UpstreamFailure.TIMED_OUT;
        }
        return TlsFault.is(failure) ? UpstreamFailure.UNTRUSTED : UpstreamFailure.UNREACHABLE;
    }

    /** Tries one address after the other; the last failure counts. */
    private Future<HttpClientConnection> connect(List<SocketAddress> list, int index) {
        if (list.isEmpty()) {
            return Future.failedFuture("no address");
        }
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(list.get(index))
                .setHost(config.socket() == null ? config.host() : "localhost")
                .setPort(config.port())
                .setSsl(config.tls());
        Future<HttpClientConnection> attempt = client.connect(options);
        return index + 1 == list.size() ? attempt : attempt.recover(failure -> connect(list, index + 1));
    }

    /** At most once in five seconds: a dead backend must not fill the log. */
    private void warn(Throwable failure) {
        long now = System.nanoTime();
        if (warned == 0 || now - warned > WARN_EVERY) {
            warned = now;
            LOG.warn("Upstream {} cannot be reached: {}", config.name(), FailureText.of(failure));
        }
    }
}
