package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a configuration, from a YAML file or from the environment alone, and reports every problem of every kind in one
 * run. Reads files and therefore blocks: not for event loops. Does no network input or output.
 */
public final class ConfigReader {

    private final Map<String, String> environment;
    private final boolean secretsMayBeAbsent;

    /** @param environment what placeholders and {@link #fromEnvironment()} are looked up in; never copied wholesale */
    public ConfigReader(Map<String, String> environment) {
        this(environment, false);
    }

    private ConfigReader(Map<String, String> environment, boolean secretsMayBeAbsent) {
        this.environment = environment;
        this.secretsMayBeAbsent = secretsMayBeAbsent;
    }

    /** A reader for {@code check}: a missing file of <code>${file:PATH}</code> is a warning, not an error. */
    public ConfigReader forChecking() {
        return new ConfigReader(environment, true);
    }

    /** Reads a file. */
    public ConfigResult read(Path file) {
        ConfigFiles files = new ConfigFiles();
        files.note(file);
        FilePlaces places = new FilePlaces(file.toString());
        Redaction redaction = new Redaction();
        ConfigProblems problems = new ConfigProblems(places, redaction);
        String text = text(file, problems);
        GatewayConfig config = text == null ? null : decode(text, directory(file), files, places, redaction, problems);
        return new ConfigResult(config, problems, files);
    }

    /** Reads a text as if it stood in the file; relative names are relative to the directory of the file. */
    public ConfigResult readText(String text, Path file) {
        ConfigFiles files = new ConfigFiles();
        FilePlaces places = new FilePlaces(file.toString());
        Redaction redaction = new Redaction();
        ConfigProblems problems = new ConfigProblems(places, redaction);
        return new ConfigResult(decode(text, directory(file), files, places, redaction, problems), problems, files);
    }

    private static Path directory(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.getParent() == null ? absolute : absolute.getParent();
    }

    private GatewayConfig decode(
            String text,
            Path directory,
            ConfigFiles files,
            FilePlaces places,
            Redaction redaction,
            ConfigProblems problems) {
        Placeholders placeholders = new Placeholders(environment::get, directory, files, redaction, secretsMayBeAbsent);
        Map<?, ?> values = new YamlReader(places, problems, placeholders).read(text);
        if (values == null) {
            return null;
        }
        Map<String, Object> root = new LinkedHashMap<>();
        values.forEach((key, value) -> root.put(String.valueOf(key), value));
        Settings settings = new Settings("", root, directory, problems, files::note);
        return new GatewaySection(settings, directory).read(hash(root), files);
    }

    /** First 12 hex digits of the SHA-256 of the expanded values, comments and layout left out. */
    private static String hash(Map<String, Object> root) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(root.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The content without a byte order mark; null after reporting why there is none. */
    private static String text(Path file, ConfigProblems problems) {
        if (Files.isDirectory(file)) {
            problems.error("", "is a directory", "name the file in it");
            return null;
        }
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                problems.error("", "is not a regular file", "name a YAML file");
                return null;
            }
            if (Files.size(file) > 4L * YamlReader.MAX_CHARACTERS) {
                problems.error("", "is larger than 3MiB", "name a Postern configuration");
                return null;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            problems.error("", "there is no such file", "name an existing file");
        } catch (CharacterCodingException e) {
            problems.error("", "is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            problems.error("", "cannot be read", "let the gateway's user read it");
        }
        return null;
    }
}
