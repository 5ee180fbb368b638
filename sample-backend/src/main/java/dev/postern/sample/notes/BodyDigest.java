package dev.postern.sample.notes;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes a body of any size and keeps its first bytes. Not thread safe. */
final class BodyDigest {

    private final MessageDigest sha256 = newSha256();
    private final Buffer kept = Buffer.buffer();
    private final int keep;
    private long length;

    /** @param keep how many bytes to keep, at least 0 */
    BodyDigest(int keep) {
        this.keep = keep;
    }

    void add(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        sha256.update(bytes);
        length += bytes.length;
        int room = keep - kept.length();
        if (room > 0) {
            kept.appendBytes(bytes, 0, Math.min(room, bytes.length));
        }
    }

    long length() {
        return length;
    }

    /** The first bytes, never more than were asked for. */
    Buffer kept() {
        return kept;
    }

    /** Lower-case hex; ends the digest. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
