package dev.postern.torture;

import dev.postern.bench.peer.NativeCommand;
import dev.postern.bench.peer.Workplace;
import dev.postern.gateway.attack.Issuer;
import dev.postern.gateway.attack.ScriptedUpstream;
import dev.postern.gateway.testing.Await;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** nginx or HAProxy from the distribution, on a free loopback port, configured for the cases of gateway {@code plain}. */
final class NativePeer extends ForeignTarget {

    /** nginx looks at no token itself: a service of ours does, which knows the good ones by heart. */
    static final Set<Feature> NGINX_FEATURES =
            Set.of(Feature.GUARD, Feature.DENIAL, Feature.BODY_LIMIT, Feature.IDENTITY, Feature.WEBSOCKET);

    static final Set<Feature> HAPROXY_FEATURES = Set.of(
            Feature.GUARD, Feature.DENIAL, Feature.BODY_LIMIT, Feature.IDENTITY, Feature.WEBSOCKET, Feature.TOKENS);

    private final Process process;
    private final AuthService service;

    private NativePeer(int port, ScriptedUpstream upstream, Process process, AuthService service) {
        super("127.0.0.1", port, upstream);
        this.process = process;
        this.service = service;
        service.admits(words().get("token"), "jdoe@example.com");
        service.admits(words().get("token-without-email"), "");
    }

    static NativePeer nginx() {
        return start("nginx-auth.conf", NativeCommand::nginx);
    }

    static NativePeer haproxy() {
        return start("haproxy-jwt.cfg", NativeCommand::haproxy);
    }

    /** The program is there: in {@code /usr/sbin}, or on the path. */
    static boolean isInstalled(String program) {
        return path(program) != null;
    }

    static String path(String program) {
        for (String directory : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator)) {
            Path file = Path.of(directory, program);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return null;
    }

    private static NativePeer start(String template, Function<Path, List<String>> command) {
        try {
            Path directory = Files.createTempDirectory("torture-");
            int port = Workplace.freePort();
            ScriptedUpstream upstream = new ScriptedUpstream();
            AuthService service = new AuthService();
            Issuer.publicPem(directory);
            Map<String, String> values = Map.of(
                    "user", System.getProperty("user.name").equals("root") ? "user root;" : "",
                    "directory", directory.toString(),
                    "port", String.valueOf(port),
                    "upstreamPort", String.valueOf(upstream.port()),
                    "authorizerPort", String.valueOf(service.port()));
            render("forwarding.conf", values, directory);
            List<String> line = new java.util.ArrayList<>(command.apply(render(template, values, directory)));
            line.set(0, path(line.get(0)));
            Path log = directory.resolve("stderr");
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Await.until(line + " listens: " + log, () -> !process.isAlive() || listens(port));
            if (!process.isAlive()) {
                throw new IllegalStateException(line + " ended: " + Files.readString(log));
            }
            return new NativePeer(port, upstream, process, service);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path render(String template, Map<String, String> values, Path directory) throws IOException {
        try (InputStream in = NativePeer.class.getResourceAsStream("/peers/" + template)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return Files.writeString(directory.resolve(template), text);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        service.close();
        super.close();
    }
}
