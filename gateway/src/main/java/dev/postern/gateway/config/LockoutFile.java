package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import dev.postern.authorizer.lockout.LockoutEntry;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import dev.postern.authorizer.lockout.LockoutList;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file with a deny list, read under the rules of the configuration: YAML, unknown keys refused, every problem with its
 * place. {@code entries} must be there, an empty list has to be spelled: a file that somebody is still writing must not
 * look like one that releases everybody.
 *
 * @param path absolute
 * @param entries in order, ended ones included; empty with an error
 * @param problems what is wrong with it
 * @param files the file with the fingerprint it had before it was read, for a watcher
 */
public record LockoutFile(Path path, List<LockoutEntry> entries, ConfigProblems problems, ConfigFiles files) {

    /** Reads a file. Blocks. */
    public static LockoutFile read(Path path) {
        ConfigFiles files = new ConfigFiles();
        files.note(path);
        FilePlaces places = new FilePlaces(path.toString());
        Redaction redaction = new Redaction();
        ConfigProblems problems = new ConfigProblems(places, redaction);
        String text = ConfigReader.text(path, problems);
        List<LockoutEntry> entries = List.of();
        if (text != null) {
            Placeholders none = new Placeholders(name -> null, path.getParent(), new ConfigFiles(), redaction, false);
            Map<?, ?> values = new YamlReader(places, problems, none, "entries").read(text);
            entries = values == null ? entries : entries(values, path, problems);
        }
        return new LockoutFile(path, problems.hasErrors() ? List.of() : entries, problems, files);
    }

    private static List<LockoutEntry> entries(Map<?, ?> values, Path path, ConfigProblems problems) {
        Map<String, Object> root = new LinkedHashMap<>();
        values.forEach((key, value) -> root.put(String.valueOf(key), value));
        Settings settings = new Settings("", root, path.getParent(), problems);
        List<LockoutEntry> entries = new ArrayList<>();
        if (!settings.has("entries")) {
            settings.missing("entries");
        }
        List<Settings> sections = settings.sections("entries");
        if (sections.size() > LockoutList.MAX_ENTRIES) {
            settings.problem(
                    "entries",
                    "has more than " + LockoutList.MAX_ENTRIES + " entries",
                    "remove those that have ended; lock out a client_id instead of its users");
        } else {
            sections.forEach(section -> entries.add(entry(section)));
        }
        settings.finish();
        return entries;
    }

    private static LockoutEntry entry(Settings section) {
        Claim claim = null;
        String value = null;
        int names = 0;
        for (Claim each : Claim.values()) {
            if (section.has(each.word())) {
                names++;
                claim = each;
                value = text(section, each.word());
            }
        }
        if (names != 1) {
            section.problems()
                    .error(
                            section.path(),
                            names == 0 ? "names nobody" : "names more than one thing",
                            "write exactly one of " + String.join(", ", Claim.words()));
        }
        String written = section.requiredText("until");
        Instant until = written == null ? null : LockoutEntry.until(written);
        if (written != null && until == null) {
            section.problem("until", "is not a time", "write one such as 2030-01-31T12:00:00Z");
        }
        String issuer = text(section, "issuer");
        String note = text(section, "note");
        section.finish();
        return claim == null || value == null || until == null
                ? null
                : new LockoutEntry(claim, value, issuer, until, note);
    }

    private static String text(Settings section, String key) {
        String text = section.textIfPresent(key);
        if (text != null && text.length() > LockoutEntry.MAX_TEXT) {
            section.problem(key, "is too long", "write at most " + LockoutEntry.MAX_TEXT + " characters");
        }
        return text;
    }
}
