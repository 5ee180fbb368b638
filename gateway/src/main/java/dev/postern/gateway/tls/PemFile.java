package dev.postern.gateway.tls;

import dev.postern.authorizer.Problems;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a PEM file. Never part of a message: the file may hold a private key. */
final class PemFile {

    /** Far beyond any chain of certificates or bundle of authorities. */
    private static final long MAX_BYTES = 4 << 20;

    private PemFile() {}

    /**
     * Reads a whole file.
     *
     * @param path where the file is named in the configuration
     * @return null after reporting that it cannot be read
     */
    static Buffer read(Path file, String path, Problems problems) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.error(path, "the file " + file + " is larger than 4 MiB", "name a PEM file");
                return null;
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length == 0) {
                problems.error(path, "the file " + file + " is empty", "write certificate or key into it, as PEM");
                return null;
            }
            return Buffer.buffer(bytes);
        } catch (IOException e) {
            problems.error(path, "the file " + file + " cannot be read", "let the gateway's user read it");
            return null;
        }
    }
}
