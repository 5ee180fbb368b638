package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import io.vertx.core.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The readings that {@link OnePathTest} asks are those of the real nginx and the real Node. */
@Tag("attack")
class RealReadingsTest {

    /** Mutated paths, the ones the gateway would refuse among them: dot segments, backslashes, {@code //}. */
    private static final List<String> SAMPLE = new PathTraffic(7, "")
            .paths(3_000).stream()
                    .map(path -> path.split("[?#]", 2)[0])
                    .filter(path -> path.startsWith("/") && path.chars().allMatch(c -> c > ' ' && c < 127))
                    .distinct()
                    .toList();

    @Test
    void the_sample_is_large_and_full_of_trouble() {
        assertThat(SAMPLE).hasSizeGreaterThan(1_500);
        for (PathReading reading : PathReading.ALL.values()) {
            assertThat(SAMPLE).anyMatch(path -> reading.read(path) == null);
            assertThat(SAMPLE.stream().filter(path -> !path.equals(reading.read(path))))
                    .hasSizeGreaterThan(100);
        }
    }

    @Test
    void node_reads_as_the_model_says_it_does(@TempDir Path directory) throws IOException {
        RealComponents.requireNode();
        Path file = Files.writeString(directory.resolve("paths.json"), new JsonArray(SAMPLE).encode());

        RealComponents.Outcome node = RealComponents.runNode("url-reading.mjs", Map.of("PATHS", file.toString()));

        assertThat(node.exit()).as(node.err()).isZero();
        JsonArray read = new JsonArray(node.out());
        assertThat(read).hasSameSizeAs(SAMPLE);
        WhatwgReading model = new WhatwgReading();
        for (int i = 0; i < SAMPLE.size(); i++) {
            assertThat(model.read(SAMPLE.get(i))).as(SAMPLE.get(i)).isEqualTo(read.getString(i));
        }
    }

    @Test
    void nginx_reads_as_the_model_says_it_does(@TempDir Path directory) throws IOException, InterruptedException {
        Path socket = directory.resolve("nginx.sock");
        Process nginx = start(directory, socket);
        try {
            Await.until("nginx to listen", () -> Files.exists(socket) || !nginx.isAlive());
            NginxReading model = new NginxReading();
            for (String path : SAMPLE) {
                String answer = answer(socket, path);
                String read = answer.startsWith("HTTP/1.1 200") ? answer.split("\r\n\r\n", 2)[1] : null;
                assertThat(model.read(path)).as(path).isEqualTo(read);
            }
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    private static Process start(Path directory, Path socket) throws IOException {
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off; master_process off; pid %1$s/pid; error_log stderr crit;
                events { }
                http {
                  access_log off; client_body_temp_path %1$s/a; proxy_temp_path %1$s/b;
                  fastcgi_temp_path %1$s/c; uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                  server { listen unix:%2$s; location / { return 200 $uri; } }
                }
                """.formatted(directory, socket));
        for (String program : List.of("nginx", "/usr/sbin/nginx")) {
            try {
                return new ProcessBuilder(program, "-c", configuration.toString(), "-p", directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("nginx.log").toFile())
                        .start();
            } catch (IOException notThere) {
                // The next place, or none.
            }
        }
        RealComponents.absent("nginx is not installed");
        throw new AssertionError();
    }

    private static String answer(Path socket, String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String request = "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
