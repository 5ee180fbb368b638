package dev.postern.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ${NAME}}, {@code ${NAME:-default}} and {@code ${file:PATH}} in scalars, replaced once and never read again;
 * {@code $${} is a literal {@code ${} (SR-161). The environment is asked only for names that the configuration spells
 * out (SR-137). The default counts when the variable is unset or empty.
 */
final class Placeholders {

    /** Longest file that {@code ${file:PATH}} takes, in bytes. */
    static final int MAX_FILE = 64 << 10;

    private static final Pattern SCOPE = Pattern.compile("identity\\.headers\\..*"
            + "|routes\\[[0-9]+]\\.(request|response|respond)([.\\[].*)?"
            + "|responses\\..*"
            + "|authorizers\\.[^.]+\\.validation");
    private static final Pattern NAME = Pattern.compile("([A-Z0-9_]+)(:-(.*))?", Pattern.DOTALL);

    /** Receives what is wrong with a placeholder. */
    interface Complaint {
        void error(String what, String right);

        void warning(String what, String right);
    }

    /**
     * What stands for the content of a file that is not here while checking; long enough for any secret, and a key of 32
     * bytes to whoever reads it as Base64.
     */
    private static final String STAND_IN = "a-secret-that-is-not-here-while-checking-it";

    private final UnaryOperator<String> environment;
    private final Path directory;
    private final ConfigFiles files;
    private final Redaction redaction;
    private final boolean secretsMayBeAbsent;

    Placeholders(
            UnaryOperator<String> environment,
            Path directory,
            ConfigFiles files,
            Redaction redaction,
            boolean secretsMayBeAbsent) {
        this.environment = environment;
        this.directory = directory;
        this.files = files;
        this.redaction = redaction;
        this.secretsMayBeAbsent = secretsMayBeAbsent;
    }

    /** Whether placeholders are left alone at this path: mapping expressions, templates, patterns and bodies. */
    static boolean verbatim(String path) {
        return SCOPE.matcher(path).matches();
    }

    static boolean present(String text) {
        return text.contains("${");
    }

    /** Whether the text is one placeholder and nothing else. */
    static boolean alone(String text) {
        return text.startsWith("${") && text.indexOf('}') == text.length() - 1;
    }

    /** The text with every placeholder replaced; null after reporting a wrong one. */
    String expand(String text, Complaint complaint) {
        StringBuilder expanded = new StringBuilder();
        boolean wrong = false;
        int from = 0;
        while (true) {
            int dollar = text.indexOf("${", from);
            if (dollar < 0) {
                return wrong ? null : expanded.append(text, from, text.length()).toString();
            }
            if (dollar > from && text.charAt(dollar - 1) == '$') {
                expanded.append(text, from, dollar - 1).append("${");
                from = dollar + 2;
                continue;
            }
            expanded.append(text, from, dollar);
            int end = text.indexOf('}', dollar);
            if (end < 0) {
                complaint.error("has a '${' without '}'", "write ${NAME}, or $${ for a literal ${");
                return null;
            }
            String value = value(text.substring(dollar, end + 1), complaint);
            wrong |= value == null;
            expanded.append(value);
            from = end + 1;
        }
    }

    private String value(String placeholder, Complaint complaint) {
        String inner = placeholder.substring(2, placeholder.length() - 1);
        String value;
        if (inner.contains("${")) {
            complaint.error("has a placeholder within a placeholder", "write a literal default: ${NAME:-default}");
            return null;
        } else if (inner.startsWith("file:")) {
            value = content(inner.substring("file:".length()), complaint);
        } else {
            Matcher matcher = NAME.matcher(inner);
            if (!matcher.matches()) {
                complaint.error(
                        "'" + placeholder + "' is not a placeholder",
                        "write ${NAME} with upper case, digits and _, ${NAME:-default}, ${file:PATH}, or $${ for a"
                                + " literal ${");
                return null;
            }
            String set = environment.apply(matcher.group(1));
            if (matcher.group(2) != null && (set == null || set.isEmpty())) {
                return matcher.group(3);
            }
            if (set == null) {
                complaint.error(
                        "the environment has no " + matcher.group(1),
                        "set it, or give a default: ${" + matcher.group(1) + ":-default}");
                return null;
            }
            value = set;
        }
        if (value != null) {
            redaction.add(value, placeholder);
        }
        return value;
    }

    private String content(String name, Complaint complaint) {
        Path file;
        try {
            file = directory.resolve(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            complaint.error("'" + name + "' is not a file name", "write ${file:PATH}");
            return null;
        }
        files.note(file);
        if (!Files.isRegularFile(file)) {
            if (secretsMayBeAbsent) {
                complaint.warning("there is no file " + file + " here", "it must exist where the gateway runs");
                return STAND_IN;
            }
            complaint.error("there is no file " + file, "name an existing file");
            return null;
        }
        try {
            if (Files.size(file) > MAX_FILE) {
                complaint.error("the file " + file + " is larger than 64KiB", "name a file that holds one value");
                return null;
            }
            String content = Files.readString(file);
            return content.endsWith("\r\n")
                    ? content.substring(0, content.length() - 2)
                    : content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
        } catch (IOException e) {
            if (secretsMayBeAbsent) {
                complaint.warning("the file " + file + " cannot be read here", "the gateway must be able to read it");
                return STAND_IN;
            }
            complaint.error("the file " + file + " cannot be read as UTF-8 text", "let the gateway's user read it");
            return null;
        }
    }
}
