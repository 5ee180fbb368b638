package dev.postern.gateway.admin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller must show beyond metrics and health. Configured, or made at start and left in a file that only the same
 * user can read; where no such file can be made, nobody has the token and those paths stay closed.
 */
final class AdminToken {

    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
    private static final int RANDOM_BYTES = 32;
    private static final Set<PosixFilePermission> DIRECTORY_MODE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_MODE = PosixFilePermissions.fromString("rw-------");

    private final String text;
    private final boolean made;
    private final byte[] digest;
    private final Path file;
    /** Open, with a lock, as long as this process lives: so {@link StaleTokens} knows; null where there is no file. */
    private final FileChannel hold;

    private AdminToken(String text, boolean made, Path file, FileChannel hold) {
        this.text = text;
        this.made = made;
        this.digest = digest(text);
        this.file = file;
        this.hold = hold;
    }

    static AdminToken configured(String token) {
        return new AdminToken(token, false, null, null);
    }

    /**
     * Makes a token and writes it to {@code directory/admin-PORT.token}; removes those of processes that were killed.
     * Blocking.
     */
    static AdminToken fresh(Path directory, int port) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path file = file(directory, port);
        try {
            FileChannel hold = write(directory, file, token);
            StaleTokens.remove(directory);
            return new AdminToken(token, true, file, hold);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn(
                    "the admin token could not be left in {} ({}): only metrics and health can be asked; set admin.token"
                            + " to use the rest",
                    file,
                    e.toString());
            return new AdminToken(token, true, null, null);
        }
    }

    /** Where the token of the gateway whose admin port is {@code port} is left. */
    static Path file(Path directory, int port) {
        return directory.resolve("admin-" + port + ".token");
    }

    /**
     * The directory of this user's tokens: {@code $XDG_RUNTIME_DIR/postern-UID}, or in the directory for temporary files
     * when that variable names no directory.
     */
    static Path directory(Map<String, String> environment) {
        String runtime = environment.get("XDG_RUNTIME_DIR");
        Path parent = runtime != null && !runtime.isBlank() && Files.isDirectory(Path.of(runtime))
                ? Path.of(runtime)
                : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("postern-" + user());
    }

    /** The numeric id, as a container's user often has no name. */
    private static String user() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return System.getProperty("user.name").replaceAll("[^A-Za-z0-9_-]", "_");
        }
    }

    private static FileChannel write(Path directory, Path file, String token) throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(DIRECTORY_MODE);
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory, ownerOnly);
        }
        Path draft = null;
        FileChannel hold = null;
        try {
            // In a directory for temporary files somebody else may have made it first.
            PosixFileAttributes found =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            draft = Files.createTempFile(directory, "admin-", ".new", PosixFilePermissions.asFileAttribute(FILE_MODE));
            boolean ours = found.isDirectory()
                    && found.permissions().equals(DIRECTORY_MODE)
                    && found.owner().equals(Files.getOwner(draft));
            if (!ours) {
                throw new IOException(directory + " is not a directory of this user with mode 0700");
            }
            Files.writeString(draft, token + '\n');
            hold = FileChannel.open(draft, StandardOpenOption.WRITE);
            hold.tryLock();
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return hold;
        } catch (IOException e) {
            if (hold != null) {
                hold.close();
            }
            throw e;
        } finally {
            if (draft != null) {
                Files.deleteIfExists(draft);
            }
        }
    }

    /** Whether it was made at start rather than configured. */
    boolean isMade() {
        return made;
    }

    /** Null when configured, or when it could not be written. */
    Path file() {
        return file;
    }

    /** Whether this value of an {@code Authorization} header shows the token. Takes the same time for every wrong one. */
    boolean isShownBy(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return false;
        }
        return MessageDigest.isEqual(digest, digest(authorization.substring(7).strip()));
    }

    /** Removes the file, unless a later start has put its own token there. Blocking. */
    void forget() {
        if (file == null) {
            return;
        }
        try (hold) {
            if (Files.readString(file).strip().equals(text)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("the admin token's file is gone already: {}", e.toString());
        }
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
