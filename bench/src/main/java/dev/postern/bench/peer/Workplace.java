package dev.postern.bench.peer;

import dev.postern.bench.measure.Children;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where one run keeps its files, and what it started: a directory of its own, removed at the end, the tokens, the
 * origin's port, and the children.
 */
public final class Workplace implements AutoCloseable {

    private static final int BODY_BYTES = 200;

    private final Path directory;
    private final List<String> tokens;
    private final int originPort;
    private final Children children = new Children();

    /** @param tokenCount how many different tokens are sent */
    public Workplace(int tokenCount) throws IOException {
        directory = Files.createTempDirectory("postern-bench-");
        IdToken issuer = new IdToken();
        tokens = issuer.mint(tokenCount);
        Files.write(directory.resolve("tokens"), tokens);
        Files.writeString(directory.resolve("jwks.json"), issuer.keySet().encode());
        Files.writeString(directory.resolve("public.pem"), issuer.publicPem());
        originPort = freePort();
        Runtime.getRuntime().addShutdownHook(new Thread(this::leave));
    }

    /** On Ctrl-C nobody closes it. */
    private void leave() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("left behind: " + directory + ": " + e);
        }
    }

    public Path directory() {
        return directory;
    }

    public List<String> tokens() {
        return tokens;
    }

    public int originPort() {
        return originPort;
    }

    public Children children() {
        return children;
    }

    /** A loopback port that nobody listens on now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a peer's file with its {@code ${…}} filled in. */
    public Path render(String template, Map<String, String> more) throws IOException {
        Map<String, String> values = new HashMap<>(more);
        values.put("adminPort", Integer.toString(freePort()));
        values.put("directory", directory.toString());
        values.put("originPort", Integer.toString(originPort));
        values.put("user", System.getProperty("user.name").equals("root") ? "user root;" : "");
        values.put("body", "{\"notes\":\"" + "x".repeat(BODY_BYTES - 12) + "\"}");
        values.put("issuer", IdToken.ISSUER);
        values.put("client", IdToken.CLIENT);
        values.put("subject", IdToken.SUBJECT);
        values.put("username", IdToken.USERNAME);
        values.put("email", IdToken.EMAIL);
        String text = resource(template);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return Files.writeString(directory.resolve(template), text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Workplace.class.getResourceAsStream("/peers/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What a child wrote to standard error. */
    public String log(String name) {
        try {
            return Files.readString(directory.resolve(name + ".err"));
        } catch (IOException e) {
            return "nothing (" + e.getMessage() + ")";
        }
    }

    /** Ends everything it started, and removes its files. */
    @Override
    public synchronized void close() throws IOException {
        children.close();
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
