package dev.postern.sample.pool;

import java.security.KeyPair;

/**
 * A key as read from text, or why it could not be.
 *
 * @param pair null where there is a problem
 * @param kid null where the text names none
 * @param problem reads on from the file's name; null where there is a pair
 */
record PrivateKeyText(KeyPair pair, String kid, String problem) {

    static PrivateKeyText problem(String problem) {
        return new PrivateKeyText(null, null, problem);
    }

    static PrivateKeyText key(KeyPair pair, String kid) {
        return new PrivateKeyText(pair, kid, null);
    }
}
