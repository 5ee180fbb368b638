package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.attack.WireCase.WireLine;
import dev.postern.gateway.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a case says the upstream hears: nothing unless it says otherwise. A request begins at a {@code ^} line that looks
 * like a request line; its header lines follow, in any order, all of them but those the gateway always makes; {@code ^-}
 * is its body without framing.
 */
final class UpstreamExpectation {

    private final WireCase wireCase;
    private final WireTarget target;
    private final List<HeardRequest> requests = new ArrayList<>();
    private boolean anything;
    private boolean neverWhole;

    UpstreamExpectation(WireCase wireCase, List<WireLine> lines, WireTarget target) {
        this.wireCase = wireCase;
        this.target = target;
        List<String> head = null;
        StringBuilder body = new StringBuilder();
        boolean whole = true;
        for (WireLine line : lines) {
            String text = WireText.bytes(line.text(), target.words());
            if (line.kind().equals("^-")) {
                body.append(text);
            } else if (line.kind().equals("^!")) {
                switch (text) {
                    case "anything" -> anything = true;
                    case "never-whole" -> neverWhole = true;
                    case "cut" -> whole = false;
                    default -> throw new IllegalArgumentException("unknown: ^! " + text);
                }
            } else if (text.endsWith(" HTTP/1.1")) {
                add(head, body, whole);
                head = new ArrayList<>(List.of(text));
                body.setLength(0);
                whole = true;
            } else {
                head.add(text);
            }
        }
        add(head, body, whole);
    }

    private void add(List<String> head, StringBuilder body, boolean whole) {
        if (head != null) {
            requests.add(
                    new HeardRequest(head.get(0), List.copyOf(head.subList(1, head.size())), body.toString(), whole));
        }
    }

    void check(ScriptedUpstream upstream) {
        if (anything) {
            return;
        }
        if (neverWhole) {
            upstream.settle();
            assertThat(upstream.heard()).as(wireCase.toString()).noneMatch(HeardRequest::whole);
            return;
        }
        if (requests.stream().anyMatch(request -> !request.whole())) {
            Await.until("the cut request arrives", () -> heard(upstream).size() >= requests.size());
        }
        upstream.settle();
        List<HeardRequest> heard = heard(upstream);
        Set<String> sent = sent();
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < Math.max(requests.size(), heard.size()); i++) {
            HeardRequest request = i < requests.size() ? requests.get(i) : null;
            if (request != null) {
                expected.add(target.reading().comparable(request, request, sent));
            }
            if (i < heard.size()) {
                actual.add(target.reading().comparable(heard.get(i), request, sent));
            }
        }
        assertThat(actual).as("the upstream hears, in: " + wireCase).isEqualTo(expected);
    }

    /** Lower case names of the header lines that the client of this case sends. */
    private Set<String> sent() {
        Set<String> names = new TreeSet<>();
        for (WireLine line : wireCase.lines()) {
            int colon = line.text().indexOf(':');
            if (line.kind().startsWith(">") && colon > 0) {
                names.add(line.text().substring(0, colon).strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static List<HeardRequest> heard(ScriptedUpstream upstream) {
        return upstream.heard().stream()
                .filter(request -> !request.line().startsWith("GET /still-open "))
                .toList();
    }
}
