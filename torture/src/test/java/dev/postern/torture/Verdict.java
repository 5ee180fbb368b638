package dev.postern.torture;

import dev.postern.gateway.attack.WireCase;

/**
 * What one case came to on one gateway.
 *
 * @param why what came instead, for {@link Kind#FAIL}; what is missing, for {@link Kind#NOT_APPLICABLE}
 */
record Verdict(WireCase wireCase, Kind kind, String why) {

    enum Kind {
        PASS("pass"),
        FAIL("fail"),
        NOT_APPLICABLE("n/a");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
