package dev.postern.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the placeholder back where a message would show the value that it stood for (SR-137). Values of one or two
 * characters are left alone: hiding them would garble every message and protect nothing.
 */
final class Redaction {

    private record Secret(String value, String placeholder) {}

    private final List<Secret> secrets = new ArrayList<>();

    synchronized void add(String value, String placeholder) {
        hide(value, placeholder);
        hide(value.strip(), placeholder);
        for (String part : value.split("[,\\s]+")) {
            if (part.length() > 5) {
                hide(part, placeholder);
            }
        }
        // The longest first: a value may be a part of another.
        secrets.sort(Comparator.comparingInt((Secret secret) -> secret.value.length())
                .reversed());
    }

    private void hide(String value, String placeholder) {
        if (value.length() > 2) {
            secrets.add(new Secret(value, placeholder));
        }
    }

    /** In one pass: a placeholder's default may hold the value of another, and is not to be redacted in turn. */
    synchronized String redact(String text) {
        StringBuilder redacted = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            Secret found = secretAt(text, at);
            if (found == null) {
                redacted.append(text.charAt(at++));
            } else {
                redacted.append(found.placeholder);
                at += found.value.length();
            }
        }
        return redacted.toString();
    }

    private Secret secretAt(String text, int at) {
        for (Secret secret : secrets) {
            if (text.startsWith(secret.value, at)) {
                return secret;
            }
        }
        return null;
    }
}
