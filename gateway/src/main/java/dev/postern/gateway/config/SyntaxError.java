package dev.postern.gateway.config;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * What YAML's parser complains about, said so that a person can act on it. Most mistakes are a value that needs quotes:
 * inside <code>{ }</code> and {@code [ ]} the characters <code>{ } [ ] ,</code> end it (YAML 1.2 section 7.3.3), and
 * everywhere {@code ": "} and {@code " #"} do, and <code>* &amp; ! % @ `</code> cannot start it.
 *
 * @param line from 1
 * @param column from 1
 * @param what what is wrong
 * @param right what would be right
 */
record SyntaxError(int line, int column, String what, String right) {

    static SyntaxError of(YAMLException e, String text) {
        if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return of(marked, text.split("\r\n|\r|\n", -1));
        }
        if (e instanceof ReaderException reader) {
            return unprintable(reader, text);
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("Nesting")
                ? new SyntaxError(1, 1, "is nested deeper than " + YamlReader.MAX_DEPTH + " levels", "write it flatter")
                : new SyntaxError(1, 1, "is not YAML: " + oneLine(message), "correct it");
    }

    private static SyntaxError of(MarkedYAMLException e, String[] lines) {
        Mark at = e.getProblemMark();
        Mark opened = e.getContextMark();
        String context = String.valueOf(e.getContext());
        String problem = String.valueOf(e.getProblem());
        String line = at.getLine() < lines.length ? lines[at.getLine()] : "";
        char found = at.getColumn() < line.length() ? line.charAt(at.getColumn()) : '\n';

        if (problem.contains("TAB")) {
            return new SyntaxError(at.getLine() + 1, at.getColumn() + 1, "has a tab", "indent with spaces");
        }
        if (context.contains("quoted scalar") && opened != null) {
            return new SyntaxError(
                    opened.getLine() + 1,
                    opened.getColumn() + 1,
                    problem.contains("escape")
                            ? "has an escape that double quotes do not know"
                            : "has a quote that is never closed",
                    problem.contains("escape") ? "use single quotes, or \\\\ for a backslash" : "close it");
        }
        boolean alias = context.contains("alias") || context.contains("anchor") || problem.contains("undefined alias");
        if (alias || problem.contains("cannot start any token")) {
            Mark start = alias && opened != null && opened.getLine() == at.getLine() ? opened : at;
            return quotes(lines, opened, start.getLine(), start.getColumn(), "a value cannot start so");
        }
        boolean flow = context.contains("flow mapping") || context.contains("flow sequence");
        if (problem.startsWith("Global tag")) {
            return new SyntaxError(
                    at.getLine() + 1,
                    at.getColumn() + 1,
                    "has a tag",
                    "remove it; a text that starts with ! needs quotes");
        }
        if (!flow && problem.contains("mapping values are not allowed") && isFirst(line, at.getColumn())) {
            return misfit(at);
        }
        if (flow && (found == '{' || found == '[' || found == ':')
                || problem.contains("mapping values are not allowed")) {
            return quotes(lines, opened, at.getLine(), at.getColumn(), "it holds one of { } [ ] , or ': '");
        }
        if (flow && opened != null) {
            return unclosed(lines, opened, at, found);
        }
        if (context.contains("simple key") && opened != null) {
            return new SyntaxError(
                    opened.getLine() + 1,
                    opened.getColumn() + 1,
                    "has a line that is neither 'key: value' nor '- value'",
                    "write 'key: value', with a space after the colon");
        }
        if (problem.contains("expected <block end>") || context.contains("block mapping")) {
            return misfit(at);
        }
        if (context.contains("single document") || problem.contains("another document")) {
            return new SyntaxError(
                    at.getLine() + 1, at.getColumn() + 1, "has several documents", "keep one, remove the '---'");
        }
        return new SyntaxError(
                at.getLine() + 1,
                at.getColumn() + 1,
                "is not YAML: " + oneLine(problem),
                "correct it; a value with special characters needs quotes");
    }

    /** Whether the colon is the first of its line: what stands before it was meant as a key. */
    private static boolean isFirst(String line, int column) {
        String before = line.substring(0, Math.min(column, line.length()));
        return !before.contains(": ") && before.indexOf('{') < 0 && before.indexOf('[') < 0;
    }

    private static SyntaxError misfit(Mark at) {
        return new SyntaxError(
                at.getLine() + 1,
                at.getColumn() + 1,
                "does not fit what stands above it",
                "indent it like its neighbours, write 'key: value' with a space, keep text inside its quotes");
    }

    /** A collection in brackets that ends badly: a comment swallowed its end, or a bracket or comma is missing. */
    private static SyntaxError unclosed(String[] lines, Mark opened, Mark at, char found) {
        String first = opened.getLine() < lines.length ? lines[opened.getLine()] : "";
        char bracket = opened.getColumn() < first.length() ? first.charAt(opened.getColumn()) : '{';
        int comment = first.indexOf(" #", opened.getColumn());
        if (comment > 0 && at.getLine() > opened.getLine()) {
            return quotes(lines, null, opened.getLine(), comment, "' #' starts a comment");
        }
        if (at.getLine() == opened.getLine() && found != '\n') {
            return new SyntaxError(
                    at.getLine() + 1,
                    at.getColumn() + 1,
                    "does not fit inside the '" + bracket + "' that opens at column " + (opened.getColumn() + 1),
                    "separate with a comma; a value with any of { } [ ] , : # needs quotes as a whole");
        }
        return new SyntaxError(
                opened.getLine() + 1,
                opened.getColumn() + 1,
                "the '" + bracket + "' is never closed",
                "close it with '" + (bracket == '{' ? '}' : ']') + "'");
    }

    /** Points at the whole value around the place where the parser stumbled. */
    private static SyntaxError quotes(String[] lines, Mark opened, int line, int column, String why) {
        boolean flow = opened != null && opened.getLine() < line;
        UnquotedValue value = UnquotedValue.around(line < lines.length ? lines[line] : "", column, flow);
        return new SyntaxError(
                line + 1,
                value.column() + 1,
                "the value " + value.text() + " needs quotes: " + why,
                "write " + value.quoted());
    }

    private static SyntaxError unprintable(ReaderException e, String text) {
        int line = 1;
        int column = 1;
        int left = Math.max(0, e.getPosition());
        for (int i = 0; i < text.length() && left > 0; left--) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            column++;
            if (c == '\n') {
                line++;
                column = 1;
            }
        }
        return new SyntaxError(
                line,
                column,
                String.format("has the unprintable character U+%04X", e.getCodePoint()),
                "remove it, or write it as an escape in double quotes");
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s+", " ").strip();
    }
}
