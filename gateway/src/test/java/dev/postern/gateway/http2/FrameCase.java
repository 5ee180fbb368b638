package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One case: frames that a client sends, and what must come of them. The form is described in {@code cases/h2/README.md}.
 *
 * @param place file and line
 * @param sentence what is true, with its requirement
 * @param gateway name of the configuration it runs against
 * @param lines instructions in order
 */
record FrameCase(String place, String sentence, String gateway, List<String> lines) {

    @Override
    public String toString() {
        return sentence + " [" + place + "]";
    }

    static List<FrameCase> read(Path table) throws IOException {
        List<FrameCase> cases = new ArrayList<>();
        String gateway = null;
        List<String> lines = List.of();
        int number = 0;
        for (String line : Files.readAllLines(table)) {
            number++;
            if (line.startsWith("== ")) {
                lines = new ArrayList<>();
                cases.add(new FrameCase(table.getFileName() + ":" + number, line.substring(3), gateway, lines));
            } else if (line.startsWith("gateway ")) {
                gateway = line.substring(8).strip();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line.stripTrailing());
            }
        }
        return cases;
    }

    void run(SecureGateway secure) {
        int logged = secure.gateway().accessLog().size();
        secure.upstream().reset();
        boolean heard = false;
        try (FrameClient client = secure.connect()) {
            if (!lines.get(0).equals("! bare")) {
                client.begin("SETTINGS");
            }
            for (String line : lines) {
                try {
                    step(line, client, secure, logged);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            this + "\n  at " + line + "\n  " + e.getMessage() + "\n  came: " + client, e);
                }
                heard |= line.startsWith("^");
            }
            if (!heard) {
                assertThat(secure.upstream().requests())
                        .as("requests upstream, in: " + this)
                        .isEmpty();
            }
        }
    }

    private static void step(String line, FrameClient client, SecureGateway secure, int logged) {
        String text = line.length() < 2 ? "" : line.substring(2);
        switch (line.charAt(0)) {
            case '>' -> client.send(text);
            case '<' -> expect(text, client);
            case '^' -> expectUpstream(text, secure);
            case '@' -> secure.upstream().answer(FrameText.unescaped(text));
            case '%' ->
                Await.until("a log line with reason " + text, () -> secure.gateway().accessLog().stream()
                        .skip(logged)
                        .anyMatch(entry -> entry.contains("\"reason\":\"" + text + "\"")));
            case '!' -> act(text, client);
            default -> throw new IllegalArgumentException("a line cannot begin so: " + line);
        }
    }

    private static void act(String action, FrameClient client) {
        switch (action) {
            case "bare" -> {}
            case "preface" -> client.begin("SETTINGS");
            case "leave" -> client.leave();
            default -> throw new IllegalArgumentException("unknown action " + action);
        }
    }

    private static void expectUpstream(String text, SecureGateway secure) {
        if (text.equals("anything")) {
            return;
        }
        if (text.matches("\\d+ requests?")) {
            int count = Integer.parseInt(text.split(" ")[0]);
            assertThat(secure.upstream().requests()).hasSize(count);
            return;
        }
        String wanted = FrameText.unescaped(text.startsWith("not ") ? text.substring(4) : text)
                .toLowerCase(Locale.ROOT);
        List<String> requests = secure.upstream().requests();
        assertThat(requests).as("requests upstream").isNotEmpty();
        String last = requests.get(requests.size() - 1).toLowerCase(Locale.ROOT);
        if (text.startsWith("not ")) {
            assertThat(last).doesNotContain(wanted);
        } else {
            assertThat(last).contains(wanted);
        }
    }

    private static void expect(String text, FrameClient client) {
        String[] words = text.split(" ", 3);
        switch (words[0]) {
            case "goaway" -> {
                Await.until("a GOAWAY", () -> client.goAway() >= 0 || client.closed());
                assertThat(client.goAway()).as("code of GOAWAY").isEqualTo(Long.parseLong(words[1]));
            }
            case "closed" -> Await.until("the close", client::closed);
            case "pong" -> Await.until("the answer to a ping", () -> client.pongs() > 0);
            case "setting" ->
                Await.until("setting " + words[1], () -> Long.valueOf(words[1].split("=")[1])
                        .equals(client.settings().get(Integer.parseInt(words[1].split("=")[0]))));
            case "open" -> {
                int id = Integer.parseInt(words[1]);
                client.send("HEADERS " + id + " END | GET /still-open");
                assertThat(client.answer(id).status()).isEqualTo("200");
            }
            default -> expectOnStream(client, Integer.parseInt(words[0]), text.substring(words[0].length() + 1));
        }
    }

    private static void expectOnStream(FrameClient client, int id, String text) {
        FrameClient.Heard heard = client.stream(id);
        if (text.startsWith("reset ")) {
            Await.until("a reset of stream " + id, () -> heard.reset() >= 0 || client.closed());
            assertThat(heard.reset()).as("code of the reset").isEqualTo(Long.parseLong(text.substring(6)));
        } else if (text.matches("\\d{3}")) {
            client.answer(id);
            assertThat(heard.status()).isEqualTo(text);
            assertThat(heard.ended()).as("the answer is whole").isTrue();
        } else if (text.startsWith("head ")) {
            Await.until("a head", () -> heard.head().contains(":status: " + text.substring(5)));
        } else if (text.startsWith("body ")) {
            Await.until("the body", () -> heard.body().contains(FrameText.unescaped(text.substring(5))));
        } else if (text.startsWith("bytes ")) {
            Await.until("so many bytes", () -> heard.body().length() == Integer.parseInt(text.substring(6)));
        } else if (text.startsWith("trailer ")) {
            assertThat(client.answer(id).trailers()).contains(text.substring(8));
        } else if (text.startsWith("no ")) {
            assertThat(client.answer(id).head()).noneMatch(line -> line.startsWith(text.substring(3) + ": "));
        } else {
            assertThat(client.answer(id).head()).contains(text);
        }
    }
}
