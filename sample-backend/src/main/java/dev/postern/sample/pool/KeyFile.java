package dev.postern.sample.pool;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * A private key in a file: PEM (PKCS #8, PKCS #1 or SEC 1, not encrypted) or a private JWK. RSA from 2048 bits for
 * RS256, EC on P-256 for ES256. What else a file may hold is refused in words.
 */
public final class KeyFile {

    private static final int MOST_BYTES = 64 * 1024;

    /** What came of reading or writing a key file. */
    public sealed interface Outcome {

        /** The key. */
        record Usable(SigningKey key) implements Outcome {}

        /** What is wrong with the file and what would be right; begins with the file's name. */
        record Unusable(String problem) implements Outcome {}
    }

    private KeyFile() {}

    /** Reads {@code file}. Blocks. */
    public static Outcome read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return unusable(file, "is larger than any key");
            }
            byte[] bytes = Files.readAllBytes(file);
            return usable(file, pair(new String(bytes, StandardCharsets.ISO_8859_1)));
        } catch (NoSuchFileException e) {
            return unusable(file, "does not exist");
        } catch (IOException e) {
            return unusable(file, "cannot be read: " + e.getMessage());
        }
    }

    /** Makes a new key and writes it as PKCS #8 PEM that only its owner may read; never overwrites. Blocks. */
    public static Outcome create(Path file, SigningKey.Algorithm algorithm) {
        SigningKey key = SigningKey.generate(algorithm);
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.privateKey().getEncoded());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        try {
            if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            Files.writeString(file, pem, StandardOpenOption.WRITE);
            return new Outcome.Usable(key);
        } catch (FileAlreadyExistsException e) {
            return unusable(file, "exists already and is not overwritten");
        } catch (IOException e) {
            return unusable(file, "cannot be written: " + e.getMessage());
        }
    }

    private static PrivateKeyText pair(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return PemKey.read(text);
        }
        try {
            return JwkKey.read(new JsonObject(text));
        } catch (DecodeException malformed) {
            return PrivateKeyText.problem("begins like a JWK but is not valid JSON");
        }
    }

    private static Outcome usable(Path file, PrivateKeyText read) {
        if (read.pair() == null) {
            return unusable(file, read.problem());
        }
        KeyPair pair = read.pair();
        if (pair.getPublic() instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SigningKey.LEAST_RSA_BITS) {
            return unusable(
                    file,
                    "holds an RSA key of " + rsa.getModulus().bitLength() + " bits; RS256 wants "
                            + SigningKey.LEAST_RSA_BITS + " or more (RFC 7518 section 3.3)");
        }
        SigningKey key = SigningKey.of(pair, read.kid());
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        return key.verifies(probe, key.sign(probe))
                ? new Outcome.Usable(key)
                : unusable(file, "holds a private key and a public key that do not belong together");
    }

    private static Outcome unusable(Path file, String problem) {
        return new Outcome.Unusable(file + " " + problem);
    }
}
