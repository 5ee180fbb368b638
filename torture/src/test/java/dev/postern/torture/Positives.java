package dev.postern.torture;

import dev.postern.gateway.attack.WireCase;

/** Cases in which something must go through: a gate that refuses everything fails them. */
final class Positives {

    private Positives() {}

    /** Whether some request of the case is to be answered with success. */
    static boolean isPositive(WireCase wireCase) {
        return wireCase.lines().stream()
                .anyMatch(line -> line.kind().equals("<")
                        && (line.text().startsWith("20") || line.text().startsWith("101")));
    }
}
