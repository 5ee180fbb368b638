package dev.postern.gateway.attack;

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
public final class WireRun {

    /** How long a foreign gateway that does not close must stay silent. */
    private static final int SILENCE_MILLIS = 300;

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    private final WireCase wireCase;
    private final WireTarget target;
    private final StringBuilder unsent = new StringBuilder();
    private final List<WireLine> expectedUpstream = new ArrayList<>();
    private ToldReason told;
    private RawClient client;
    private RawResponse last;

    public WireRun(WireCase wireCase, WireTarget target) {
        this.wireCase = wireCase;
        this.target = target;
    }

    /** @throws AssertionError that says what came instead */
    public void run() throws IOException {
        ScriptedUpstream upstream = target.upstream();
        upstream.settle();
        upstream.begin(UpstreamScript.of(wireCase, target.words()));
        boolean tells = target.accessLog() != null
                && wireCase.lines().stream().anyMatch(line -> line.kind().equals("%"));
        told = tells ? new ToldReason(target) : null;
        try (RawClient opened = connect()) {
            client = opened;
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
        new UpstreamExpectation(wireCase, expectedUpstream, target).check(upstream);
    }

    private RawClient connect() throws IOException {
        RawClient opened = RawClient.connect(target.host(), target.port());
        opened.socket().setSoTimeout(target.patience());
        return opened;
    }

    private String place(WireLine line) {
        String file = wireCase.place().substring(0, wireCase.place().lastIndexOf(':'));
        return file + ":" + line.number() + " " + line.kind() + " " + line.text();
    }

    private String bytes(String text) {
        return WireText.bytes(text, target.words());
    }

    private void step(WireLine line) throws IOException {
        switch (line.kind()) {
            case ">" -> unsent.append(bytes(line.text())).append("\r\n");
            case ">-" -> unsent.append(bytes(line.text()));
            case "<" -> expectResponse(line.text().strip());
            case "<-", "<~", "<!", "<=" -> expectOfResponse(line);
            case "^", "^-", "^!" -> expectedUpstream.add(line);
            case "!" -> act(line.text().strip());
            case "%" -> {
                flush();
                if (told != null) {
                    told.check(line.text().strip());
                }
            }
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

    /** Whether the last answer is the gateway's own, of a gateway that may word it as it likes. */
    private boolean isForeignWording() {
        return target.reading() == Reading.FOREIGN
                && (response().status() == 0 || response().status() >= 400);
    }

    private void expectOfResponse(WireLine line) {
        if (isForeignWording()) {
            return;
        }
        switch (line.kind()) {
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
            default -> expectNames(List.of(line.text().split(",")));
        }
    }

    /** Of a foreign gateway: none of the upstream's headers beyond these. */
    private void expectNames(List<String> expected) {
        if (target.reading() == Reading.OWN) {
            equal("header names", names(expected), names(response().headers()));
            return;
        }
        List<String> allowed = List.of(names(expected).split(", "));
        List<String> came = List.of(names(response().headers()).split(", "));
        for (WireLine line : wireCase.lines()) {
            if (line.kind().equals("@") && line.text().indexOf(':') > 0) {
                String name = names(List.of(line.text()));
                if (!allowed.contains(name) && !name.equals("connection") && came.contains(name)) {
                    throw new AssertionError("came: " + name + " in " + response());
                }
            }
        }
    }

    private void expectResponse(String text) throws IOException {
        flush();
        if (text.equals("closed") || text.startsWith("closed ")) {
            expectClosed(text.equals("closed") ? "" : bytes(text.substring(7)));
        } else if (text.equals("open")) {
            expectOpen();
        } else if (text.indexOf(':') > 0) {
            String name = text.substring(0, text.indexOf(':'));
            if (!isForeignWording()) {
                equal(
                        name,
                        bytes(text.substring(name.length() + 1).strip()),
                        response().header(name));
            }
        } else {
            String[] words = text.split(" ");
            if (words.length > 1 && words[1].equals("cut")) {
                expectCut(words[0]);
                return;
            }
            last = answer(Integer.parseInt(words[0]), words.length > 1 && words[1].equals("bodiless"));
            if (!target.reading().fits(Integer.parseInt(words[0]), last.status())) {
                throw new AssertionError("came: " + last);
            }
        }
    }

    /** The next answer; of a foreign gateway, one with status 0 for a close or what is no answer. */
    private RawResponse answer(int expected, boolean bodiless) {
        if (target.reading() == Reading.OWN) {
            return client.response(bodiless);
        }
        try {
            RawResponse answer = client.response(bodiless);
            while (answer.status() / 100 == 1 && answer.status() != expected && answer.status() != 101) {
                answer = client.response(bodiless);
            }
            return answer;
        } catch (java.io.UncheckedIOException e) {
            if (e.getCause() instanceof java.net.SocketTimeoutException) {
                throw new AssertionError("no answer", e);
            }
            return new RawResponse(0, List.of(), "");
        } catch (AssertionError e) {
            return new RawResponse(0, List.of(), e.getMessage());
        }
    }

    private void expectClosed(String rest) throws IOException {
        if (target.reading() == Reading.OWN) {
            equal("everything until the close", rest, client.untilClosed());
            return;
        }
        client.socket().setSoTimeout(SILENCE_MILLIS);
        String came;
        try {
            came = client.untilClosed();
        } catch (AssertionError e) {
            came = e.getMessage();
        }
        client.socket().setSoTimeout(target.patience());
        if (came.contains("HTTP/1.1 2") || !came.contains(rest)) {
            throw new AssertionError("came behind it: " + came);
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
        RawResponse next = client.send(bytes("GET /still-open HTTP/1.1\r\nHost: h\r\n\r\n"))
                .response();
        if (next.status() != 200) {
            throw new AssertionError("the request after it: " + next);
        }
    }

    private void act(String action) throws IOException {
        flush();
        ScriptedUpstream upstream = target.upstream();
        switch (action.split(" ")[0]) {
            case "half-close" -> client.socket().shutdownOutput();
            case "leave" -> client.close();
            case "reset" -> {
                client.socket().setSoLinger(true, 0);
                client.close();
            }
            case "until-heard" -> {
                int heads = action.indexOf(' ') < 0 ? 1 : Integer.parseInt(action.split(" ")[1]);
                until(heads + " heads at the upstream", () -> upstream.heads() >= heads);
            }
            case "until-upstream-left" -> until("the upstream is left", () -> upstream.open() == 0);
            case "fresh-upstream" -> {
                upstream.hangUp();
            }
            case "shout" -> upstream.shout(bytes(action.substring(6)));
            case "reconnect" -> {
                client.close();
                client = connect();
            }
            default -> throw new IllegalArgumentException("unknown action " + action);
        }
    }

    private void until(String what, java.util.function.BooleanSupplier condition) {
        Await.until(what, condition, java.time.Duration.ofMillis(2L * target.patience()));
    }

    private static void equal(String what, String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + "\n  expected: " + expected + "\n  came:     " + actual);
        }
    }
}
