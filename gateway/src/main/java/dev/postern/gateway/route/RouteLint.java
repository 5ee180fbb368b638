package dev.postern.gateway.route;

import dev.postern.authorizer.Problems;
import dev.postern.authorizer.Profile;
import dev.postern.gateway.http.MethodRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks for routes that are probably not meant: those that can never serve a request, those written twice, and weaker
 * siblings (SR-166), which serve without a credential what differs from a guarded path only by method, a trailing slash,
 * case, or {@code Host}. Every finding names a request to try. It asks a {@link RouteTable} of the same profile, so that
 * it finds what would happen and nothing else.
 */
public final class RouteLint {

    /**
     * A route to look at.
     *
     * @param hosts as configured
     * @param authorizer its name
     * @param isOpen whether that admits without a credential
     * @param path where the route stands in the configuration
     */
    public record Entry(RoutePattern pattern, List<String> hosts, String authorizer, boolean isOpen, String path) {

        public Entry {
            hosts = List.copyOf(hosts);
        }
    }

    private final List<Entry> entries;
    private final Problems problems;
    private final RouteTable<Entry> table;
    private final Set<String> methods = new LinkedHashSet<>(MethodRules.STANDARD);
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<String> reported = new LinkedHashSet<>();

    private RouteLint(Profile profile, List<Entry> entries, Problems problems) {
        this.entries = entries;
        this.problems = problems;
        RouteTable.Builder<Entry> builder = RouteTable.builder(profile);
        for (Entry entry : entries) {
            Entry twin = builder.add(entry.pattern(), entry.hosts(), entry);
            if (twin != null) {
                problems.error(
                        entry.path(),
                        "'" + entry.pattern() + "' serves exactly what '" + twin.pattern() + "' (" + twin.path()
                                + ") serves",
                        "keep one of them");
                reported.add(entry.path());
            }
            if (!entry.pattern().isAny()) {
                methods.add(entry.pattern().method());
            }
            entry.hosts().forEach(host -> hosts.add(sampleHost(host)));
        }
        table = builder.build();
    }

    /** Reports a route that is there twice as an error, everything else as a warning. */
    public static void report(Profile profile, List<Entry> entries, Problems problems) {
        RouteLint lint = new RouteLint(profile, entries, problems);
        for (Entry entry : entries) {
            if (!lint.reported.contains(entry.path())) {
                lint.reportShadowed(entry);
                if (!entry.isOpen()) {
                    lint.reportWeakerSiblings(entry);
                }
            }
        }
    }

    private void reportShadowed(Entry entry) {
        Entry other = null;
        String sample = null;
        for (String host : hostsOf(entry)) {
            for (String path : samples(entry.pattern())) {
                for (String method : methodsOf(entry)) {
                    Entry served = table.match(host, method, path).route();
                    if (served == entry) {
                        return;
                    }
                    if (other == null && served != null) {
                        other = served;
                        sample = method + " " + path;
                    }
                }
            }
        }
        problems.warning(
                entry.path(),
                "'" + entry.pattern() + "' never serves a request"
                        + (other == null
                                ? ": other routes take its paths"
                                : ": '" + sample + "' goes to '" + other.pattern() + "' (" + other.path() + ")"),
                "remove it, or make it more specific");
    }

    private void reportWeakerSiblings(Entry guarded) {
        for (String host : hostsOf(guarded)) {
            for (String path : samples(guarded.pattern())) {
                for (String method : methodsOf(guarded)) {
                    if (table.match(host, method, path).route() == guarded) {
                        reportSiblingsOf(guarded, host, method, path);
                    }
                }
            }
        }
    }

    private void reportSiblingsOf(Entry guarded, String host, String method, String path) {
        for (String other : methods) {
            reportIfOpen(guarded, host, other, path, "another method");
        }
        String slash = path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
        if (!slash.isEmpty()) {
            reportIfOpen(
                    guarded,
                    host,
                    method,
                    slash,
                    path.length() < slash.length() ? "a trailing slash" : "no trailing slash");
        }
        reportIfOpen(guarded, host, method, path.toUpperCase(Locale.ROOT), "another case");
        for (String otherHost : hosts) {
            reportIfOpen(guarded, otherHost, method, path, "another Host");
        }
    }

    private void reportIfOpen(Entry guarded, String host, String method, String path, String difference) {
        Entry served = table.match(host, method, path).route();
        if (served == null || !served.isOpen() || !reported.add(served.path() + " " + guarded.path() + difference)) {
            return;
        }
        problems.warning(
                served.path(),
                "serves '" + method + " " + path + "'" + (host == null ? "" : " (Host: " + host + ")")
                        + " without a credential, while '" + guarded.pattern() + "' (" + guarded.path()
                        + "), which differs by " + difference + ", asks authorizer '" + guarded.authorizer() + "'",
                "guard it as well, or make it narrower, if a backend may take the two for the same");
    }

    private List<String> methodsOf(Entry entry) {
        return entry.pattern().isAny()
                ? List.copyOf(methods)
                : List.of(entry.pattern().method());
    }

    private static List<String> hostsOf(Entry entry) {
        List<String> samples = new ArrayList<>();
        entry.hosts().forEach(host -> samples.add(sampleHost(host)));
        if (samples.isEmpty()) {
            samples.add(null);
        }
        return samples;
    }

    private static String sampleHost(String host) {
        return host.startsWith("*.") ? "sample" + host.substring(1) : host;
    }

    /** Paths that the pattern matches; several for a greedy one, as shorter ones may belong to other routes. */
    private static List<String> samples(RoutePattern pattern) {
        if (pattern.isDefault()) {
            return List.of("/sample", "/sample/sample", "/");
        }
        StringBuilder path = new StringBuilder();
        for (RoutePattern.Segment segment : pattern.segments()) {
            path.append('/').append(segment.kind() == RoutePattern.Kind.LITERAL ? segment.text() : "sample");
        }
        String sample = path.toString();
        return pattern.isGreedy() ? List.of(sample, sample + "/sample", sample + "/sample/sample") : List.of(sample);
    }
}
