package dev.postern.gateway.attack;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of a case as bytes, each character one byte. {@code \r \n \t \\ \xHH} are escapes; <code>{text*300}</code> is that
 * text 300 times; <code>{name}</code> is a word the gateway under test defines, such as <code>{token}</code>. Every other
 * brace is itself. Characters beyond ASCII have to be written as {@code \xHH}.
 */
final class WireText {

    private static final Pattern REPEATED = Pattern.compile("\\{((?:[^{}*\\\\]|\\\\.)+)\\*(\\d+)}");

    private WireText() {}

    static String bytes(String text, Map<String, String> words) {
        String whole = REPEATED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
        for (Map.Entry<String, String> word : words.entrySet()) {
            whole = whole.replace("{" + word.getKey() + "}", word.getValue());
        }
        return unescaped(whole);
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 126) {
                throw new IllegalArgumentException(
                        "write \\x" + Integer.toHexString(c) + " for '" + c + "' in " + text);
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escape = ++i < text.length() ? text.charAt(i) : 0;
            switch (escape) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case '\\' -> out.append('\\');
                case 'x' -> {
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("unknown escape \\" + escape + " in " + text);
            }
        }
        return out.toString();
    }
}
