package dev.postern.gateway.attack;

import dev.postern.gateway.attack.ScriptedUpstream.Answer;
import dev.postern.gateway.attack.ScriptedUpstream.Then;
import dev.postern.gateway.attack.WireCase.WireLine;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs one case on a connection of its own. */
final class WireRun {

    private static final int PATIENCE_MILLIS = Integer.getInteger("wire.patience", 10_000);

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    private final WireCase wireCase;
    private final WiredGateway wired;
    private final StringBuilder unsent = new StringBuilder();
    private final List<WireLine> expectedUpstream = new ArrayList<>();
    private RawClient client;
    private RawResponse last;

    WireRun(WireCase wireCase, WiredGateway wired) {
        this.wireCase = wireCase;
        this.wired = wired;
    }

    void run() throws IOException {
        ScriptedUpstream upstream = wired.upstream();
        upstream.settle();
        upstream.begin(answers());
        try (RawClient opened = RawClient.connect(wired.gateway().port())) {
            client = opened;
            client.socket().setSoTimeout(PATIENCE_MILLIS);
            for (WireLine line : wireCase.lines()) {
                try {
                    step(line);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            wireCase.sentence() + "\n  at " + place(line) + "\n  " + e.getMessage() + "\n  heard: "
                                    + upstream.heard(),
                            e);
                }
            }
            flush();
        }
        new UpstreamExpectation(wireCase, expectedUpstream, wired.words()).check(upstream);
    }

    private String place(WireLine line) {
        String file = wireCase.place().substring(0, wireCase.place().lastIndexOf(':'));
        return file + ":" + line.number() + " " + line.kind() + " " + line.text();
    }

    private String bytes(String text) {
        return WireText.bytes(text, wired.words());
    }

    private void step(WireLine line) throws IOException {
        switch (line.kind()) {
            case ">" -> unsent.append(bytes(line.text())).append("\r\n");
            case ">-" -> unsent.append(bytes(line.text()));
            case "<" -> expectResponse(line.text().strip());
            case "<-" -> equal("body", bytes(line.text()), response().body());
            case "<~" -> {
                if (!response().body().contains(bytes(line.text()))) {
                    throw new AssertionError("not in the body: " + response().body());
                }
            }
            case "<!" -> {
                for (String header : response().headers()) {
                    if (header.substring(0, header.indexOf(':'))
                            .equalsIgnoreCase(line.text().strip())) {
                        throw new AssertionError("came: " + header);
                    }
                }
            }
            case "<=" ->
                equal(
                        "header names",
                        names(List.of(line.text().split(","))),
                        names(response().headers()));
            case "^", "^-", "^!" -> expectedUpstream.add(line);
            case "!" -> act(line.text().strip());
            default -> {}
        }
    }

    private void flush() {
        if (unsent.length() > 0) {
            String bytes = unsent.toString();
            unsent.setLength(0);
            try {
                client.send(bytes);
            } catch (java.io.UncheckedIOException e) {
                // The gateway closed in the middle; what it said is still to be read.
                if (!(e.getCause() instanceof SocketException)) {
                    throw e;
                }
            }
        }
    }

    private RawResponse response() {
        if (last == null) {
            throw new AssertionError("no response yet");
        }
        return last;
    }

    private void expectResponse(String text) {
        flush();
        if (text.equals("closed") || text.startsWith("closed ")) {
            String rest = text.equals("closed") ? "" : bytes(text.substring(7));
            equal("everything until the close", rest, client.untilClosed());
        } else if (text.equals("open")) {
            expectOpen();
        } else if (text.indexOf(':') > 0) {
            String name = text.substring(0, text.indexOf(':'));
            equal(
                    name,
                    bytes(text.substring(name.length() + 1).strip()),
                    response().header(name));
        } else {
            String[] words = text.split(" ");
            if (words.length > 1 && words[1].equals("cut")) {
                expectCut(words[0]);
                return;
            }
            last = client.response(words.length > 1 && words[1].equals("bodiless"));
            if (last.status() != Integer.parseInt(words[0])) {
                throw new AssertionError("came: " + last);
            }
        }
    }

    /** A head with this status, a body that does not end as it should, and a close. */
    private void expectCut(String status) {
        String all = client.untilClosed();
        int head = all.indexOf("\r\n\r\n");
        Matcher length = CONTENT_LENGTH.matcher(all);
        boolean whole = length.find()
                ? all.length() - head - 4 >= Integer.parseInt(length.group(1))
                : all.endsWith("0\r\n\r\n");
        if (!all.startsWith("HTTP/1.1 " + status) || whole) {
            throw new AssertionError("came: " + all);
        }
    }

    private static String names(List<String> headers) {
        return headers.stream()
                .map(header -> header.split(":")[0].strip().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The connection serves another request. */
    private void expectOpen() {
        RawResponse next =
                client.send("GET /still-open HTTP/1.1\r\nHost: h\r\n\r\n").response();
        if (next.status() != 200) {
            throw new AssertionError("the request after it: " + next);
        }
    }

    private void act(String action) throws IOException {
        flush();
        ScriptedUpstream upstream = wired.upstream();
        switch (action.split(" ")[0]) {
            case "half-close" -> client.socket().shutdownOutput();
            case "leave" -> client.close();
            case "reset" -> {
                client.socket().setSoLinger(true, 0);
                client.close();
            }
            case "until-heard" -> {
                int heads = action.indexOf(' ') < 0 ? 1 : Integer.parseInt(action.split(" ")[1]);
                Await.until(heads + " heads at the upstream", () -> upstream.heads() >= heads);
            }
            case "until-upstream-left" -> Await.until("the upstream is left", () -> upstream.open() == 0);
            case "fresh-upstream" -> {
                upstream.hangUp();
            }
            case "shout" -> upstream.shout(bytes(action.substring(6)));
            case "reconnect" -> {
                client.close();
                client = RawClient.connect(wired.gateway().port());
                client.socket().setSoTimeout(PATIENCE_MILLIS);
            }
            default -> throw new IllegalArgumentException("unknown action " + action);
        }
    }

    private List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        StringBuilder bytes = new StringBuilder();
        Then then = Then.KEEP;
        boolean early = false;
        boolean any = false;
        for (WireLine line : wireCase.lines()) {
            switch (line.kind()) {
                case "@" -> bytes.append(bytes(line.text())).append("\r\n");
                case "@-" -> bytes.append(bytes(line.text()));
                case "@!" -> {
                    switch (line.text().strip()) {
                        case "next" -> {
                            answers.add(new Answer(bytes.toString(), then, early));
                            bytes.setLength(0);
                            then = Then.KEEP;
                            early = false;
                        }
                        case "early" -> early = true;
                        case "close" -> then = Then.CLOSE;
                        case "reset" -> then = Then.RESET;
                        case "hang" -> then = Then.HANG;
                        default -> throw new IllegalArgumentException("unknown: @! " + line.text());
                    }
                }
                default -> {
                    continue;
                }
            }
            any = true;
        }
        if (any) {
            answers.add(new Answer(bytes.toString(), then, early));
        }
        return answers;
    }

    private static void equal(String what, String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + "\n  expected: " + expected + "\n  came:     " + actual);
        }
    }
}
