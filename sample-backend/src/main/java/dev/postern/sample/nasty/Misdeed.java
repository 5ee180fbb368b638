package dev.postern.sample.nasty;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the upstream does with one request, as a script of steps, separated by semicolons or line ends:
 *
 * <pre>
 * send "HTTP/1.1 200 OK\r\n…"   these bytes; \r \n \t \" \\ and \xHH are escapes
 * repeat 1000 "…"               the same bytes that many times
 * after 250ms                   wait
 * body                          wait for the end of the request body
 * request                       wait for the next request on the connection
 * hang | close | reset          never answer | FIN | RST
 * </pre>
 *
 * A script that ends without {@code close}, {@code reset} or {@code hang} leaves the connection open for the next
 * request.
 */
record Misdeed(List<Step> steps) {

    private static final Pattern STEP = Pattern.compile("\\s*(?:(send)\\s+\"((?:[^\"\\\\]|\\\\.)*)\""
            + "|(repeat)\\s+(\\d{1,9})\\s+\"((?:[^\"\\\\]|\\\\.)*)\""
            + "|(after)\\s+(\\d{1,6})ms"
            + "|(body|request|hang|close|reset))\\s*(?:;|\\n|$)");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.)", Pattern.DOTALL);

    /**
     * Reads a script.
     *
     * @throws IllegalArgumentException where it makes no sense, with the place
     */
    static Misdeed parse(String script) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(script);
        int at = 0;
        while (at < script.length() && !script.substring(at).isBlank()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException(
                        "no step can be read from: " + script.substring(at).strip());
            }
            steps.add(step(matcher));
            at = matcher.end();
        }
        return new Misdeed(List.copyOf(steps));
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return new Step.Send(bytes(matcher.group(2)));
        }
        if (matcher.group(3) != null) {
            return new Step.Repeat(Integer.parseInt(matcher.group(4)), bytes(matcher.group(5)));
        }
        if (matcher.group(6) != null) {
            return new Step.After(Long.parseLong(matcher.group(7)));
        }
        return switch (matcher.group(8)) {
            case "body" -> new Step.AwaitBody();
            case "request" -> new Step.AwaitRequest();
            case "hang" -> new Step.Hang();
            case "close" -> new Step.Close();
            default -> new Step.Reset();
        };
    }

    /** Text is sent as UTF-8; {@code \xHH} is that very byte. */
    private static Buffer bytes(String quoted) {
        Buffer bytes = Buffer.buffer();
        Matcher escape = ESCAPE.matcher(quoted);
        int at = 0;
        while (escape.find()) {
            bytes.appendString(quoted.substring(at, escape.start()));
            bytes.appendByte(escaped(escape.group(1)));
            at = escape.end();
        }
        return bytes.appendString(quoted.substring(at));
    }

    private static byte escaped(String name) {
        return switch (name) {
            case "r" -> '\r';
            case "n" -> '\n';
            case "t" -> '\t';
            case "\"", "\\" -> (byte) name.charAt(0);
            default -> {
                if (name.length() != 3) {
                    throw new IllegalArgumentException("unknown escape \\" + name);
                }
                yield (byte) Integer.parseInt(name.substring(1), 16);
            }
        };
    }
}
