package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The demo's very lines, run by {@code sh} as they were printed. */
class DemoIT {

    private static final Pattern TOKEN = Pattern.compile("Bearer (eyJ[^']+)");

    @BeforeAll
    static void needs_curl() {
        try {
            new ProcessBuilder("curl", "--version").start().destroy();
        } catch (IOException e) {
            RealComponents.absent("curl is not installed");
        }
    }

    @Test
    @DisplayName(
            "the printed lines do what their comments say and a restart makes their token worthless (SR-98, SR-164)")
    void the_printed_lines_do_what_their_comments_say_and_a_restart_makes_their_token_worthless() {
        String oldToken;
        try (PosternProcess demo = demo()) {
            assertThat(sh(after(demo, "Without a token")))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("{\"message\":\"Unauthorized\"}");

            String withToken = after(demo, "With a token");
            assertThat(sh(withToken)).startsWith("HTTP/1.1 200 ").contains("\"title\":\"Notes for jdoe\"");

            assertThat(sh(after(demo, "One byte"))).startsWith("HTTP/1.1 401 ");
            oldToken = token(withToken);
            for (int at : new int[] {5, oldToken.indexOf('.') + 20, oldToken.lastIndexOf('.') + 20}) {
                String changed = oldToken.substring(0, at)
                        + (oldToken.charAt(at) == 'A' ? 'B' : 'A')
                        + oldToken.substring(at + 1);
                assertThat(sh(withToken.replace(oldToken, changed)))
                        .as("byte %d changed", at)
                        .startsWith("HTTP/1.1 401 ");
            }

            assertThat(sh(after(demo, "What the backend gets")))
                    .contains("[\"X-Username\",\"jdoe\"]")
                    .doesNotContain("root");

            assertThat(sh(after(demo, "preflight")))
                    .startsWith("HTTP/1.1 204 ")
                    .contains("access-control-allow-origin: http://localhost:5173");

            assertThat(sh(after(demo, "who says the word")))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"title\":\"Notes for friend\"");
            assertThat(sh(after(demo, "any other word")))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("{\"message\":\"Unauthorized\"}");
            assertThat(sh(after(demo, "its policy says Deny")))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("{\"message\":\"Forbidden\"}");

            List<String> login = linesAfter(demo, "Log in");
            assertThat(sh(login.get(0))).contains("\"IdToken\":\"eyJ");
            assertThat(sh(login.get(1))).startsWith("HTTP/1.1 200 ").contains("Notes for jdoe");

            List<String> admin = linesAfter(demo, "Is it ready");
            assertThat(sh(admin.get(0))).startsWith("HTTP/1.1 200 ").contains("\"status\":\"ready\"");
            assertThat(sh(admin.get(1)))
                    .contains("postern_requests_total{method=\"GET\",route=\"GET /notes\",status=\"200\"}");
        }
        try (PosternProcess demo = demo()) {
            String withToken = after(demo, "With a token");
            assertThat(token(withToken)).isNotEqualTo(oldToken);
            assertThat(sh(withToken)).startsWith("HTTP/1.1 200 ");
            assertThat(sh(withToken.replace(token(withToken), oldToken))).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void a_taken_port_is_named_with_a_way_out() throws IOException {
        try (ServerSocket held = hold(9229);
                PosternProcess demo = PosternProcess.start("demo")) {
            assertThat(demo.exit(Await.PATIENCE)).isEqualTo(1);
            assertThat(demo.err()).contains("on 127.0.0.1 is taken; ").contains("postern demo --ports free");
            assertThat(held == null || demo.err().contains("port 9229")).isTrue();
        }
    }

    /** Null when somebody else holds it, which is just as well. */
    private static ServerSocket hold(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null;
        }
    }

    private static PosternProcess demo() {
        PosternProcess demo = PosternProcess.start("demo", "--ports", "free");
        demo.line("postern ready on http://127\\.0\\.0\\.1:\\d+ \\(admin http://127\\.0\\.0\\.1:\\d+\\)");
        return demo;
    }

    /** The first line that is not a comment after the comment that holds a text. */
    private static String after(PosternProcess demo, String comment) {
        return linesAfter(demo, comment).get(0);
    }

    private static List<String> linesAfter(PosternProcess demo, String comment) {
        List<String> lines = demo.out();
        int at = 0;
        while (!(lines.get(at).startsWith("#") && lines.get(at).contains(comment))) {
            at++;
        }
        int end = at + 1;
        while (!lines.get(end).isEmpty()) {
            end++;
        }
        return lines.subList(at + 1, end);
    }

    private static String token(String line) {
        Matcher token = TOKEN.matcher(line);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static String sh(String line) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", line)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            assertThat(shell.exitValue()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
