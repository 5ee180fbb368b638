package dev.postern.gateway.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * One case of a table: what goes over the wire and what must come of it, line by line.
 *
 * @param place file and line
 * @param sentence what is true, with its requirement
 * @param gateway name of the configuration it runs against
 * @param lines instructions in order
 */
public record WireCase(String place, String sentence, String gateway, List<WireLine> lines) {

    /**
     * One instruction.
     *
     * @param kind what the line begins with: {@code > >- < <- <~ <! <= ^ ^- @ @- @! ! %}
     * @param text the rest, escapes not yet resolved
     */
    public record WireLine(int number, String kind, String text) {}

    @Override
    public String toString() {
        return sentence + " [" + place + "]";
    }

    /** Reads a table. The form is described in {@code cases/wire/README.md}. */
    public static List<WireCase> read(String file, String table) {
        List<WireCase> cases = new ArrayList<>();
        String gateway = null;
        List<WireLine> lines = null;
        int number = 0;
        for (String line : table.split("\n")) {
            number++;
            if (line.startsWith("== ")) {
                if (gateway == null) {
                    throw new IllegalArgumentException(file + ":" + number + ": no 'gateway' line before this case");
                }
                lines = new ArrayList<>();
                cases.add(new WireCase(file + ":" + number, line.substring(3).strip(), gateway, lines));
            } else if (line.startsWith("gateway ")) {
                gateway = line.substring(8).strip();
                lines = null;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                if (lines == null) {
                    throw new IllegalArgumentException(file + ":" + number + ": outside a case: " + line);
                }
                lines.add(line(file, number, line));
            }
        }
        return cases;
    }

    private static WireLine line(String file, int number, String line) {
        int space = line.indexOf(' ');
        String kind = space < 0 ? line.stripTrailing() : line.substring(0, space);
        if (!List.of(">", ">-", "<", "<-", "<~", "<!", "<=", "^", "^-", "^!", "@", "@-", "@!", "!", "%")
                .contains(kind)) {
            throw new IllegalArgumentException(file + ":" + number + ": a line cannot begin with " + kind);
        }
        return new WireLine(number, kind, space < 0 ? "" : line.substring(space + 1));
    }
}
