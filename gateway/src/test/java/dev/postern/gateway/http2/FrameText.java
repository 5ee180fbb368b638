package dev.postern.gateway.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP/2 frames (RFC 9113 section 4.1) from their text in a table, and header blocks (RFC 7541) that say exactly what
 * stands there: no Huffman code, no table unless asked for, no order made nicer.
 */
final class FrameText {

    private static final Pattern REPEATED = Pattern.compile("\\{((?:[^{}*\\\\]|\\\\.)+)\\*(\\d+)}");
    private static final Pattern TIMES = Pattern.compile("(\\d+) x (.*)");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** All frames of a line. */
    static byte[] bytes(String line) {
        FrameText text = new FrameText();
        Matcher times = TIMES.matcher(line);
        int count = times.matches() ? Integer.parseInt(times.group(1)) : 1;
        String frames = times.matches() ? times.group(2) : line;
        for (int i = 0; i < count; i++) {
            for (String frame : frames.split(" ; ")) {
                text.frame(frame.strip().replace("{n}", String.valueOf(2 * i + 1)));
            }
        }
        return text.out.toByteArray();
    }

    private void frame(String text) {
        String[] parts = text.split(" \\| ", -1);
        String[] words = parts[0].split(" ", 4);
        int stream = words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
        boolean end = (" " + parts[0] + " ").contains(" END ");
        boolean open = (" " + parts[0] + " ").contains(" OPEN ");
        switch (words[0]) {
            case "HEADERS" -> put(1, (end ? 1 : 0) | (open ? 0 : 4), stream, block(parts));
            case "CONTINUATION" -> put(9, end ? 4 : 0, stream, block(parts));
            case "DATA" -> {
                String data = text.substring(("DATA " + stream + (end ? " END" : "")).length());
                put(0, end ? 1 : 0, stream, latin(unescaped(data.isEmpty() ? "" : data.substring(1))));
            }
            case "RST" -> put(3, 0, stream, number(Long.parseLong(words[2])));
            case "WINDOW" -> put(8, 0, stream, number(Long.parseLong(words[2])));
            case "PRIORITY" -> put(2, 0, stream, new byte[5]);
            case "PING" -> put(6, 0, 0, new byte[8]);
            case "PONG" -> put(6, 1, 0, new byte[8]);
            case "ACK" -> put(4, 1, 0, new byte[0]);
            case "GOAWAY" -> put(7, 0, 0, new byte[8]);
            case "SETTINGS" -> put(4, 0, 0, settings(text.split(" ")));
            case "FRAME" ->
                put(
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3].split(" ")[0]),
                        HexFormat.of().parseHex(words[3].contains(" ") ? unescaped(words[3].split(" ")[1]) : ""));
            default -> throw new IllegalArgumentException("no such frame: " + text);
        }
    }

    private static byte[] settings(String[] words) {
        ByteArrayOutputStream settings = new ByteArrayOutputStream();
        for (int i = 1; i < words.length; i++) {
            String[] setting = words[i].split("=");
            int id = Integer.parseInt(setting[0]);
            settings.write(id >> 8);
            settings.write(id);
            settings.writeBytes(number(Long.parseLong(setting[1])));
        }
        return settings.toByteArray();
    }

    private void put(int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(number(stream));
        out.writeBytes(payload);
    }

    private static byte[] block(String[] parts) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].endsWith(":") ? parts[i] + " " : parts[i];
            int colon = part.indexOf(": ", 1);
            if (part.startsWith("#")) {
                String[] indexed = part.substring(1).split("\\*");
                for (int times = Integer.parseInt(indexed[1]); times > 0; times--) {
                    integer(block, 0x80, 7, Integer.parseInt(indexed[0]));
                }
            } else if (part.startsWith("!")) {
                block.writeBytes(HexFormat.of().parseHex(part.substring(1)));
            } else if (colon < 0) {
                String[] words = part.split(" ", 2);
                header(block, 0, ":method", words[0]);
                header(block, 0, ":scheme", "https");
                header(block, 0, ":authority", "h");
                header(block, 0, ":path", unescaped(words[1]));
            } else if (part.startsWith("+")) {
                header(block, 0x40, part.substring(1, colon), unescaped(part.substring(colon + 2)));
            } else {
                header(block, 0, unescaped(part.substring(0, colon)), unescaped(part.substring(colon + 2)));
            }
        }
        return block.toByteArray();
    }

    /** A literal with a new name (RFC 7541 section 6.2). */
    private static void header(ByteArrayOutputStream block, int kind, String name, String value) {
        block.write(kind);
        integer(block, 0, 7, name.length());
        block.writeBytes(latin(name));
        integer(block, 0, 7, value.length());
        block.writeBytes(latin(value));
    }

    /** RFC 7541 section 5.1. */
    private static void integer(ByteArrayOutputStream block, int flags, int bits, int value) {
        int most = (1 << bits) - 1;
        if (value < most) {
            block.write(flags | value);
            return;
        }
        block.write(flags | most);
        int rest = value - most;
        while (rest >= 128) {
            block.write(rest & 127 | 128);
            rest >>= 7;
        }
        block.write(rest);
    }

    private static byte[] number(long value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** {@code \r \n \t \s \\ \xHH}, and {@code {a*300}} for 300 times a. */
    static String unescaped(String written) {
        String text = REPEATED.matcher(written)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            switch (text.charAt(++i)) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 's' -> out.append(' ');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("unknown escape in " + written);
            }
        }
        return out.toString();
    }
}
