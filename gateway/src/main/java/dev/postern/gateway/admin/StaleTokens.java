package dev.postern.gateway.admin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the token files of gateways that were killed. A gateway holds a lock on its file as long as it lives, which the
 * kernel lets go with the process, in whatever container that ran. Only regular files of the directory's owner that are
 * named as this program names them; one whose lock is held stays.
 */
final class StaleTokens {

    private static final Logger LOG = LoggerFactory.getLogger(StaleTokens.class);
    private static final Pattern NAME = Pattern.compile("admin-[0-9]{1,5}\\.token");

    private StaleTokens() {}

    /** Blocks. What cannot be looked at stays. */
    static void remove(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "admin-*.token")) {
            for (Path file : files) {
                if (NAME.matcher(file.getFileName().toString()).matches()) {
                    removeStale(directory, file);
                }
            }
        } catch (IOException e) {
            LOG.debug("token files of killed processes stay in {}: {}", directory, e.toString());
        }
    }

    private static void removeStale(Path directory, Path file) {
        try {
            PosixFileAttributes found = attributes(file);
            if (!found.isRegularFile()
                    || !found.owner().equals(attributes(directory).owner())) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = channel.tryLock()) {
                // Between the look and the lock a gateway may have put its own file there.
                if (lock != null && found.fileKey().equals(attributes(file).fileKey())) {
                    Files.delete(file);
                    LOG.info("removed {}, which a killed process had left", file);
                }
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("{} stays: {}", file, e.toString());
        }
    }

    private static PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
