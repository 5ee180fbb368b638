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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads a configuration, from a YAML file or from the environment alone, and reports every problem of every kind in one
 * run. Reads files and therefore blocks: not for event loops. Does no network input or output.
 */
public final class ConfigReader {

    private final Map<String, String> environment;
    private final boolean secretsMayBeAbsent;

    /** @param environment what placeholders are looked up in, name by name; never copied wholesale (SR-137) */
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

    /**
     * Reads a file. {@code POSTERN_} variables that would configure a gateway without a file are warned about, unless
     * the file uses them as placeholders.
     */
    public ConfigResult read(Path file) {
        ConfigFiles files = new ConfigFiles();
        files.note(file);
        FilePlaces places = new FilePlaces(file.toString());
        Redaction redaction = new Redaction();
        ConfigProblems problems = new ConfigProblems(places, redaction);
        String text = text(file, problems);
        if (text == null) {
            return new ConfigResult(null, problems, files, null);
        }
        Set<String> used = new HashSet<>();
        UnaryOperator<String> lookup = name -> {
            used.add(name);
            return environment.get(name);
        };
        GatewayConfig config = decode(text, lookup, directory(file), files, places, redaction, problems);
        warnOfIgnored(used, file, problems);
        return new ConfigResult(config, problems, files, text);
    }

    /** Reads a text as if it stood in the file; relative names are relative to the directory of the file. */
    public ConfigResult readText(String text, Path file) {
        ConfigFiles files = new ConfigFiles();
        FilePlaces places = new FilePlaces(file.toString());
        Redaction redaction = new Redaction();
        ConfigProblems problems = new ConfigProblems(places, redaction);
        GatewayConfig config = decode(text, environment::get, directory(file), files, places, redaction, problems);
        return new ConfigResult(config, problems, files, text);
    }

    /**
     * Makes a configuration from {@code POSTERN_} variables alone; the text of the result is the YAML that says the
     * same. Relative names are relative to the working directory. With any error there is no configuration (SR-156).
     */
    public ConfigResult fromEnvironment(Map<String, String> variables) {
        EnvironmentPlaces places = new EnvironmentPlaces();
        Redaction redaction = new Redaction();
        ConfigProblems problems = new ConfigProblems(places, redaction);
        String yaml = new EnvironmentConfig(places, problems).yaml(variables);
        boolean wrong = problems.hasErrors();
        ConfigFiles files = new ConfigFiles();
        FilePlaces ignored = new FilePlaces(EnvironmentPlaces.ENVIRONMENT);
        GatewayConfig config =
                decode(yaml, name -> null, Path.of("").toAbsolutePath(), files, ignored, redaction, problems);
        return new ConfigResult(wrong ? null : config, problems, files, yaml);
    }

    private void warnOfIgnored(Set<String> used, Path file, ConfigProblems problems) {
        EnvironmentVariables.of(environment).forEach((name, value) -> {
            if (EnvironmentVariables.KNOWN.contains(name)
                    && !used.contains(name)
                    && !EnvironmentVariables.isServiceLink(name, value)) {
                problems.add(
                        Problem.Severity.WARNING,
                        EnvironmentPlaces.of(name),
                        "is ignored, as " + file + " is the configuration",
                        "unset it, or write ${" + name + "} in the file");
            }
        });
    }

    private static Path directory(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.getParent() == null ? absolute : absolute.getParent();
    }

    private GatewayConfig decode(
            String text,
            UnaryOperator<String> lookup,
            Path directory,
            ConfigFiles files,
            FilePlaces places,
            Redaction redaction,
            ConfigProblems problems) {
        Placeholders placeholders = new Placeholders(lookup, directory, files, redaction, secretsMayBeAbsent);
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
    static String text(Path file, ConfigProblems problems) {
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
