package dev.postern.gateway.config;

import dev.postern.authorizer.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that is wrong with one configuration. Reading, the factories of the authorizers and the compilation of
 * routes and expressions add to the same object, so that one run reports all errors of all kinds at their places.
 * Values that came from placeholders are replaced by the placeholder in every message (SR-137). Safe for use by several
 * threads.
 */
public final class ConfigProblems implements Problems {

    /** Characters of a part of a message, at most. */
    private static final int MAX_TEXT = 1000;

    private final Places places;
    private final Redaction redaction;
    private final List<Problem> problems = new ArrayList<>();

    ConfigProblems(Places places, Redaction redaction) {
        this.places = places;
        this.redaction = redaction;
    }

    @Override
    public void error(String path, String what, String right) {
        add(Problem.Severity.ERROR, places.ofValue(path), what, right);
    }

    @Override
    public void warning(String path, String what, String right) {
        add(Problem.Severity.WARNING, places.ofValue(path), what, right);
    }

    @Override
    public void unknownKey(String path, String what, String right) {
        add(Problem.Severity.ERROR, places.ofKey(path), what, right);
    }

    /** Adds the same problem at most once. */
    synchronized void add(Problem.Severity severity, Places.Place place, String what, String right) {
        Problem problem = new Problem(
                severity,
                place.file(),
                place.line(),
                place.column(),
                oneLine(place.path()),
                oneLine(redaction.redact(what)),
                oneLine(redaction.redact(right)));
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** Adds problems of a file that the configuration names, each at its own place. */
    public void addAll(ConfigProblems others) {
        for (Problem problem : others.list()) {
            synchronized (this) {
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
            }
        }
    }

    /** Without control characters, which a terminal would act on, and of a length that a person reads. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < MAX_TEXT; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return line.length() < MAX_TEXT ? line.toString() : line + "…";
    }

    /** Whether the configuration cannot be used. */
    public synchronized boolean hasErrors() {
        return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }

    /** Everything found so far, in the order of the file; the environment's first. */
    public synchronized List<Problem> list() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    public List<Problem> errors() {
        return of(Problem.Severity.ERROR);
    }

    public List<Problem> warnings() {
        return of(Problem.Severity.WARNING);
    }

    private List<Problem> of(Problem.Severity severity) {
        return list().stream().filter(problem -> problem.severity() == severity).toList();
    }

    /** One line per problem, each ended by a line feed; empty when there are none. */
    public String render() {
        return list().stream().map(problem -> problem + "\n").collect(Collectors.joining());
    }
}
