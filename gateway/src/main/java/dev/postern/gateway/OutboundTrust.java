package dev.postern.gateway;

import dev.postern.authorizer.Problems;
import dev.postern.authorizer.keys.TrustAnchors;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The system's authorities and those of {@code trust:}, as the files were when read. Equal when the contents are. */
final class OutboundTrust {

    private final String digest;
    private final TrustOptions options;

    private OutboundTrust(String digest, TrustOptions options) {
        this.digest = digest;
        this.options = options;
    }

    /** Reads the files. Blocks. With a problem the result is only good for finding more. */
    static OutboundTrust read(List<String> files, Problems problems) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : files) {
                byte[] content = Files.readAllBytes(Path.of(file));
                digest.update((content.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(content);
            }
            return new OutboundTrust(HexFormat.of().formatHex(digest.digest()), TrustAnchors.read(files));
        } catch (IOException | GeneralSecurityException e) {
            problems.error("trust", e.getMessage(), "name PEM files with certificates");
            return new OutboundTrust("", null);
        }
    }

    /** Null where there are no files, which leaves the platform's default. */
    TrustOptions options() {
        return options;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutboundTrust that && that.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return Objects.hash(digest);
    }
}
