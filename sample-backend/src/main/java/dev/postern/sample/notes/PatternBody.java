package dev.postern.sample.notes;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

/**
 * The bytes that {@code /large} sends: the same at every start, and different from themselves when shifted, so that a
 * lost, doubled or swapped chunk changes the hash.
 */
public final class PatternBody {

    /** A prime, so that no power-of-two chunk size lines up with the repetition. */
    private static final int PERIOD = 65_521;

    private static final byte[] BYTES = bytes();
    private static final Buffer SHARED = Buffer.buffer(BYTES);

    private PatternBody() {}

    /** At most {@code length} bytes that stand at {@code offset}; never empty when {@code length} is above 0. */
    public static Buffer slice(long offset, long length) {
        int from = (int) (offset % PERIOD);
        return SHARED.slice(from, (int) Math.min(PERIOD, from + length));
    }

    /** Lower-case hex SHA-256 of the first {@code bytes} bytes. Takes seconds per GiB: not for an event loop. */
    public static String sha256(long bytes) {
        MessageDigest digest = BodyDigest.newSha256();
        for (long left = bytes; left > 0; left -= PERIOD) {
            digest.update(BYTES, 0, (int) Math.min(PERIOD, left));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[PERIOD];
        new Random(20_170_317L).nextBytes(bytes);
        return bytes;
    }
}
