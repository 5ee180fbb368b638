package dev.postern.gateway.attack;

import dev.postern.gateway.attack.ScriptedUpstream.Answer;
import dev.postern.gateway.attack.ScriptedUpstream.Then;
import dev.postern.gateway.attack.WireCase.WireLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a case has the upstream answer: its {@code @} lines. */
final class UpstreamScript {

    private UpstreamScript() {}

    static List<Answer> of(WireCase wireCase, Map<String, String> words) {
        List<Answer> answers = new ArrayList<>();
        StringBuilder bytes = new StringBuilder();
        Then then = Then.KEEP;
        boolean early = false;
        boolean any = false;
        for (WireLine line : wireCase.lines()) {
            switch (line.kind()) {
                case "@" -> bytes.append(WireText.bytes(line.text(), words)).append("\r\n");
                case "@-" -> bytes.append(WireText.bytes(line.text(), words));
                case "@!" -> {
                    switch (line.text().strip()) {
                        case "next" -> {
                            answers.add(new Answer(bytes.toString(), then, early));
                            bytes.setLength(0);
                            then = Then.KEEP;
                            early = false;
                        }
                        case "early" -> early = true;
                        case "close" -> then = Then.CLOSE;
                        case "reset" -> then = Then.RESET;
                        case "hang" -> then = Then.HANG;
                        default -> throw new IllegalArgumentException("unknown: @! " + line.text());
                    }
                }
                default -> {
                    continue;
                }
            }
            any = true;
        }
        if (any) {
            answers.add(new Answer(bytes.toString(), then, early));
        }
        return answers;
    }
}
