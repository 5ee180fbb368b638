package dev.postern.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.AbstractList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that one configuration is made of, each with the fingerprint that it had just before it was read; so a
 * change is noticed even when it happens while the configuration is being read. Grows while the factories of the
 * authorizers read their settings; complete when the snapshot is built. Safe for use by several threads.
 */
public final class ConfigFiles extends AbstractList<Path> {

    private final Map<Path, String> fingerprints = new LinkedHashMap<>();

    /** Adds a file; called before it is read. A file that is there already keeps its first fingerprint. */
    synchronized void note(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!fingerprints.containsKey(absolute)) {
            fingerprints.put(absolute, fingerprintNow(absolute));
        }
    }

    /** Adds the files of another list, with the fingerprints they have there. */
    public synchronized void addAll(ConfigFiles others) {
        for (Path file : others) {
            fingerprints.putIfAbsent(file, others.fingerprint(file));
        }
    }

    /** What the file was when it was noted; null when it never was. */
    synchronized String fingerprint(Path file) {
        return fingerprints.get(file);
    }

    @Override
    public synchronized Path get(int index) {
        return List.copyOf(fingerprints.keySet()).get(index);
    }

    @Override
    public synchronized int size() {
        return fingerprints.size();
    }

    /**
     * SHA-256 of the content as it is now, through symbolic links; a word for a file that is not there or cannot be
     * read. Content and not time stamps: a mounted ConfigMap may change within one second or keep its times. Anything
     * but a regular file is never opened, as a pipe would block.
     */
    static String fingerprintNow(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return "absent";
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
