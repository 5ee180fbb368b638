package dev.postern.gateway.config;

/**
 * The value that a person meant at a place where YAML sees something else.
 *
 * @param column of its first character, from 0
 * @param text as written, up to where it was meant to end
 */
record UnquotedValue(int column, String text) {

    /**
     * @param column where the parser stumbled, from 0
     * @param flow whether the line starts inside brackets that an earlier line opened
     */
    static UnquotedValue around(String line, int column, boolean flow) {
        int depth = flow ? 1 : 0;
        int start = afterSpaces(line, 0);
        for (int i = start; i < Math.min(column, line.length()); i++) {
            char c = line.charAt(i);
            boolean gap = i + 1 < line.length() && line.charAt(i + 1) == ' ';
            if (i == start && (c == '"' || c == '\'')) {
                int close = line.indexOf(c, i + 1);
                i = close < 0 ? i : close;
            } else if (c == ':' && gap || c == '-' && gap && i == start || c == ',' && depth > 0) {
                start = afterSpaces(line, i + 1);
            } else if ((c == '{' || c == '[') && i == start) {
                depth++;
                start = afterSpaces(line, i + 1);
            } else if ((c == '}' || c == ']') && depth > 0) {
                depth--;
            }
        }
        start = Math.min(start, line.length());
        return new UnquotedValue(
                start,
                line.substring(start, end(line, start, column, depth > 0)).stripTrailing());
    }

    private static int afterSpaces(String line, int from) {
        int i = from;
        while (i < line.length() && line.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    private static int end(String line, int start, int column, boolean flow) {
        int depth = 0;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' && i != column && i + 1 < line.length() && line.charAt(i + 1) == '#') {
                return i;
            }
            if (!flow) {
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth < 0 || c == ',' && depth == 0) {
                return i;
            }
        }
        return line.length();
    }

    /** In double quotes, or in single ones where double quotes would change the meaning. */
    String quoted() {
        return text.contains("\"") || text.contains("\\") ? "'" + text.replace("'", "''") + "'" : "\"" + text + "\"";
    }
}
