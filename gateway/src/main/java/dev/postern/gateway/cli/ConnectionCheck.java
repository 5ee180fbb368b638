package dev.postern.gateway.cli;

import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.Problems;
import dev.postern.gateway.ConfigurationCheck;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.integration.UpstreamProbe;
import dev.postern.gateway.integration.UpstreamTls;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * {@code check --connect}: calls what the configuration names, and says at which step it ends: DNS, TCP, TLS or status.
 * Every address of a name is tried. Blocks.
 */
final class ConnectionCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Problems ALREADY_REPORTED = new Problems() {
        @Override
        public void error(String path, String what, String right) {}

        @Override
        public void warning(String path, String what, String right) {}
    };

    private final Vertx vertx;
    private final ConfigResult read;
    private final PrintWriter out;

    /** @param out gets a line for what works; what does not is added to the problems of {@code read} */
    ConnectionCheck(Vertx vertx, ConfigResult read, PrintWriter out) {
        this.vertx = vertx;
        this.read = read;
        this.out = out;
    }

    void run() {
        for (Map.Entry<String, AuthorizerState> each :
                ConfigurationCheck.tryAuthorizers(vertx, read, PATIENCE).await().entrySet()) {
            String path = "authorizers." + each.getKey();
            if (each.getValue().canDecide()) {
                out.println(path + ": " + each.getValue().detail());
            } else {
                read.problems()
                        .error(path, "cannot decide: " + each.getValue().detail(), "see that the issuer answers here");
            }
        }
        read.config().upstreams().values().forEach(this::upstream);
        ConfigurationCheck.tryFunctions(vertx, read).await().forEach(this::function);
        out.flush();
    }

    private void upstream(UpstreamConfig upstream) {
        String path = "upstreams." + upstream.name();
        String problem = upstream.socket() != null ? socketFile(upstream) : addresses(upstream);
        if (problem == null) {
            problem = connection(upstream);
        }
        if (problem == null && upstream.health() != null) {
            problem = status(upstream);
        }
        if (problem == null) {
            out.println(path + ": "
                    + (upstream.health() == null ? "connected" : "connected, " + upstream.health() + " answers"));
        } else {
            read.problems().error(path + ".url", problem, "start the backend, or correct its address");
        }
    }

    private void function(String name, Optional<String> problem) {
        String path = "functions." + name;
        if (problem.isPresent()) {
            read.problems().error(path, problem.get(), "start it, or correct its address");
        } else {
            out.println(path + ": connected");
        }
    }

    private static String socketFile(UpstreamConfig upstream) {
        return Files.exists(Path.of(upstream.socket())) ? null : "socket: there is no " + upstream.socket();
    }

    private static String addresses(UpstreamConfig upstream) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(upstream.host());
        } catch (UnknownHostException e) {
            return "DNS: there is no address for " + upstream.host();
        }
        String problem = null;
        for (InetAddress address : addresses) {
            InetSocketAddress end = new InetSocketAddress(address, upstream.port());
            try (Socket socket = new Socket()) {
                socket.connect(end, (int) upstream.timeouts().connect().toMillis());
                return null;
            } catch (SocketTimeoutException e) {
                problem = "TCP: no answer from " + text(end) + " within "
                        + upstream.timeouts().connect().toMillis() + "ms";
            } catch (IOException e) {
                problem = "TCP: " + text(end) + ": " + e.getMessage();
            }
        }
        return problem;
    }

    private static String text(InetSocketAddress end) {
        return Address.url(end.getAddress().getHostAddress(), end.getPort()).substring("http://".length());
    }

    private String connection(UpstreamConfig upstream) {
        try {
            UpstreamProbe.connect(vertx, upstream, tls(upstream)).await();
            return null;
        } catch (Throwable e) { // await() throws what the future failed with, checked or not
            return failure(upstream, e);
        }
    }

    /** Its files were read and found good before. */
    private UpstreamTls tls(UpstreamConfig upstream) {
        return UpstreamTls.read(vertx, upstream, Instant.now(), ALREADY_REPORTED);
    }

    private static String failure(UpstreamConfig upstream, Throwable e) {
        String explained = UpstreamProbe.explain(e);
        if (explained.startsWith("TLS: ")) {
            return explained;
        }
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return (upstream.tls() ? "TLS: " : "TCP: ") + deepest.getMessage();
    }

    private String status(UpstreamConfig upstream) {
        try {
            int status = UpstreamProbe.ask(vertx, upstream, tls(upstream)).await();
            return status < 400 ? null : "status: " + upstream.health() + " answers " + status;
        } catch (Throwable e) { // as above
            return "status: " + upstream.health() + " does not answer: " + e.getMessage();
        }
    }
}
