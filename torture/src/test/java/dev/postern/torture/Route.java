package dev.postern.torture;

import dev.postern.gateway.attack.WireCase;
import dev.postern.gateway.attack.WireCase.WireLine;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a foreign gateway serves what the cases ask for: the tables say {@code GET /a} and {@code Host: h}.
 *
 * @param prefix before every path, on both sides; empty for none
 * @param host what stands for {@code h}
 * @param methods those it serves; empty for all. Cases with other methods do not apply
 */
record Route(String prefix, String host, Set<String> methods) {

    /** As the tables have it. */
    static final Route PLAIN = new Route("", "h", Set.of());

    private static final Pattern REQUEST = Pattern.compile("^([A-Z]+) (/\\S*|http://h/\\S*)( HTTP/1\\.[01])$");

    /** Whether all well-formed requests of a case use methods of this route. */
    boolean serves(WireCase wireCase) {
        return methods.isEmpty()
                || wireCase.lines().stream()
                        .filter(line -> line.kind().startsWith(">"))
                        .map(line -> REQUEST.matcher(line.text()))
                        .filter(Matcher::matches)
                        .allMatch(request -> methods.contains(request.group(1)));
    }

    /** The case as it is said to this route. */
    WireCase of(WireCase wireCase) {
        List<WireLine> lines = wireCase.lines().stream()
                .map(line -> new WireLine(line.number(), line.kind(), said(line)))
                .toList();
        return new WireCase(wireCase.place(), wireCase.sentence(), wireCase.gateway(), lines);
    }

    private String said(WireLine line) {
        boolean sent = line.kind().startsWith(">");
        if (!sent && !line.kind().equals("^")) {
            return line.text();
        }
        if (sent && line.text().equals("Host: h")) {
            return "Host: " + host;
        }
        Matcher request = REQUEST.matcher(line.text());
        if (!request.matches()) {
            return line.text();
        }
        String target = request.group(2);
        String moved = target.startsWith("/") ? prefix + target : "http://" + host + prefix + target.substring(8);
        return request.group(1) + " " + moved + request.group(3);
    }
}
