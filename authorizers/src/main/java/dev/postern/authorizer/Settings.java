package dev.postern.authorizer;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One section of the configuration, read key by key. Every reader method reports what is wrong through
 * {@link Problems} and then answers with the default, so that one run finds every error; {@link #finish} reports keys
 * that nobody read, with a suggestion.
 *
 * <p>Values are what YAML's core schema makes of the text ({@code String}, {@code Long}, {@code Double},
 * {@code Boolean}, {@code null}, {@code List}, {@code Map}), or {@link Untyped} for a scalar that was only a
 * placeholder and takes the type its key wants. Durations ({@code 250ms 29s 5m 1h 2d}) and sizes
 * ({@code 512B 16KiB 10MiB 1GiB}) need their unit.
 */
public final class Settings {

    /**
     * A scalar that consisted of a placeholder only; its type is decided by the key.
     *
     * @param text null when the placeholder was wrong: that is reported already, so every reader method answers with
     *     the default and adds nothing
     */
    public record Untyped(String text) {}

    private final String path;
    private final Map<String, ?> values;
    private final SectionProblems problems;
    private final NamedFiles files;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> refused = new HashSet<>();

    /**
     * @param path the section's own path, empty at the root
     * @param values keys and values of the section
     * @param directory what relative file names are relative to: the directory of the file that names them
     */
    public Settings(String path, Map<String, ?> values, Path directory, Problems problems) {
        this(path, values, directory, problems, file -> {});
    }

    /** @param files told of every file that the settings name, before it is read: a change of it is a reload */
    public Settings(String path, Map<String, ?> values, Path directory, Problems problems, Consumer<Path> files) {
        this(path, values, new NamedFiles(directory, files), problems);
    }

    private Settings(String path, Map<String, ?> values, NamedFiles files, Problems problems) {
        this.path = path;
        this.values = values;
        this.problems = new SectionProblems(problems);
        this.files = files;
    }

    public String path() {
        return path;
    }

    /** The path of a key of this section. */
    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** The keys as written, in order; reading this marks none of them as known. */
    public Set<String> keys() {
        return values.keySet();
    }

    /** Reports an error at a key of this section, unless its value is one whose placeholder is wrong already. */
    public void problem(String key, String what, String right) {
        setting(key).wrong(what, right);
    }

    private Setting setting(String key) {
        return new Setting(path(key), values.get(key), problems);
    }

    /** Reports a lint at a key of this section. */
    public void warning(String key, String what, String right) {
        problems.warning(path(key), what, right);
    }

    public Problems problems() {
        return problems;
    }

    /** Whether no error was reported through this section or one below it. */
    public boolean isSound() {
        return problems.isSound();
    }

    /** The value as it stands, for keys of a shape of their own. */
    public Object raw(String key) {
        known.add(key);
        return values.get(key);
    }

    public String text(String key, String otherwise) {
        return has(key) ? setting(key).text(otherwise) : otherwise;
    }

    /** A text that must be present and not empty; null after reporting that it is not. */
    public String requiredText(String key) {
        if (!has(key)) {
            missing(key);
            return null;
        }
        return textIfPresent(key);
    }

    /** A text that may be absent but not empty; null when absent, and after reporting that it is empty. */
    public String textIfPresent(String key) {
        return has(key) ? setting(key).textNotEmpty() : null;
    }

    /**
     * A list of non-empty texts; empty when absent. A placeholder that stands alone instead of the list is split at its
     * commas.
     */
    public List<String> texts(String key) {
        return has(key) ? setting(key).texts() : List.of();
    }

    /** One text, or a list of texts; empty when absent. */
    public List<String> oneOrMore(String key) {
        if (!has(key) || values.get(key) instanceof List || values.get(key) instanceof Untyped) {
            return texts(key);
        }
        String text = textIfPresent(key);
        return text == null ? List.of() : List.of(text);
    }

    /** A map of texts, in order; empty when absent. */
    public Map<String, String> textMap(String key) {
        Settings section = section(key);
        if (section == null) {
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (String name : section.keys()) {
            String text = section.text(name, null);
            if (text != null) {
                map.put(name, text);
            }
        }
        return map;
    }

    public boolean flag(String key, boolean otherwise) {
        return has(key) ? setting(key).flag(otherwise) : otherwise;
    }

    public int integer(String key, int otherwise, int min, int max) {
        return has(key) ? setting(key).integer(otherwise, min, max) : otherwise;
    }

    /** Whether the value is the word {@code none}, with which some limits are lifted. */
    public boolean isNone(String key) {
        return has(key) && setting(key).isNone();
    }

    /** A duration with a unit, within a range; null is possible only as {@code otherwise}. */
    public Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        if (!has(key)) {
            return otherwise;
        }
        return setting(key)
                .quantity(
                        otherwise,
                        Quantities::duration,
                        duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0,
                        "write a duration such as 250ms, 29s, 5m or 1h, from " + Quantities.text(min) + " to "
                                + Quantities.text(max));
    }

    /** A size in bytes with a unit, within a range. */
    public long size(String key, long otherwise, long min, long max) {
        if (!has(key)) {
            return otherwise;
        }
        return setting(key)
                .quantity(
                        otherwise,
                        Quantities::size,
                        size -> size >= min && size <= max,
                        "write a size such as 16KiB or 10MiB, from " + Quantities.text(min) + " to "
                                + Quantities.text(max));
    }

    /** One of the constants of an enum, by its word. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, Function<E, String> word, E otherwise) {
        return has(key) ? setting(key).choice(type, word, otherwise) : otherwise;
    }

    /** A section under this one; null when absent or not a section. */
    public Settings section(String key) {
        return has(key) ? section(setting(key)) : null;
    }

    /** A list of sections; empty when absent. */
    public List<Settings> sections(String key) {
        if (!has(key)) {
            return List.of();
        }
        List<Settings> sections = new ArrayList<>();
        for (Setting element : setting(key).elements()) {
            Settings section = section(element);
            if (section != null) {
                sections.add(section);
            }
        }
        return sections;
    }

    /** Sections by the names the user gave them, in order; empty when absent. */
    public Map<String, Settings> named(String key) {
        Settings all = section(key);
        if (all == null) {
            return Map.of();
        }
        Map<String, Settings> named = new LinkedHashMap<>();
        for (String name : all.keys()) {
            Settings section = all.section(name);
            if (section != null) {
                named.put(name, section);
            }
        }
        return named;
    }

    /**
     * A file name, made absolute; null when absent, and after reporting that there is no such file or that it cannot
     * be read. A leading {@code file:} is cut.
     */
    public Path file(String key) {
        String text = textIfPresent(key);
        return text == null ? null : files.readable(path(key), text, problems);
    }

    /** File names, one text or a list of them, made absolute and checked as by {@link #file}; empty when absent. */
    public List<Path> files(String key) {
        List<String> names = oneOrMore(key);
        return files.readable(path(key), raw(key) instanceof List<?>, names, problems);
    }

    /**
     * Makes a file name absolute, relative to the file that names it, and remembers it as one whose change is a
     * reload. A leading {@code file:} is cut. Does not look whether the file is there.
     */
    public Path resolve(String text) {
        return files.resolve(text);
    }

    /**
     * Makes the name of a directory absolute, relative to the file that names it. Does not look whether it is there, and
     * a change in it is no reload.
     *
     * @throws InvalidPathException if it is no name
     */
    public Path directory(String text) {
        return files.directory().resolve(text).toAbsolutePath().normalize();
    }

    /** Reports a required key as absent. */
    public void missing(String key) {
        known.add(key);
        if (path.isEmpty()) {
            problems.error(key, "is missing", "add '" + key + ":'");
        } else {
            problems.error(path, "has no '" + key + "'", "add '" + key + ":'");
        }
    }

    /** Reports a key that is not to be used, where it is written; it is never named as one that could be. */
    public void refuse(String key, String what, String right) {
        if (values.containsKey(key)) {
            refused.add(key);
            problems.unknownKey(path(key), what, right);
        }
    }

    /** Reports every key that no reader method asked for. Call it last. */
    public void finish() {
        for (String key : values.keySet()) {
            if (!known.contains(key) && !refused.contains(key)) {
                problems.unknownKey(
                        path(key),
                        "'" + key + "' is not known here" + Suggestion.of(key, known),
                        "known are " + String.join(", ", known));
            }
        }
    }

    private Settings section(Setting setting) {
        if (setting.value() instanceof Map<?, ?> map) {
            Map<String, Object> section = new LinkedHashMap<>();
            map.forEach((key, value) -> section.put(String.valueOf(key), value));
            return new Settings(setting.path(), section, files, problems);
        }
        setting.wrong("is " + setting.kind(), "write keys and values below it");
        return null;
    }
}
