package dev.postern.torture;

import dev.postern.gateway.attack.WireCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of {@code docs/security-cases.md}. The same input gives the same bytes: no dates, no durations. */
final class SecurityPage {

    private static final Pattern NUMBER = Pattern.compile("SR-(\\d+)");
    private static final int NAMED = 3;

    private static final String HEAD = """
            # Security cases

            <!-- Made by the build from torture/requirements.txt, the names of all tests, and torture/recorded. -->

            Every requirement, how many cases prove it, and what the same cases come to on other gateways. A case is a test that
            runs in the build and names the requirement; most are lines of a table
            ([how to add one](../gateway/src/test/resources/cases/wire/README.md)). The columns of other gateways count the wire
            cases that apply to them, `passed/applicable`, as recorded by `torture/run --record`; `–`: none applies. They are
            configured as their manuals have it, and read leniently: any refusal counts, whatever its status and wording. A case
            that is not passed is a difference from our rule, which may be another product's choice, and not always a hole.

            """;

    private final Catalogue catalogue;
    private final Reports reports;
    private final List<WireCase> wire;
    private final Map<String, Recording> columns;

    SecurityPage(Catalogue catalogue, Reports reports, List<WireCase> wire, Map<String, Recording> columns) {
        this.catalogue = catalogue;
        this.reports = reports;
        this.wire = wire;
        this.columns = columns;
    }

    /** The cases of each requirement, by its number. */
    static Map<Integer, List<ReportedCase>> byNumber(List<ReportedCase> cases) {
        Map<Integer, List<ReportedCase>> byNumber = new TreeMap<>();
        for (ReportedCase each : cases) {
            numbers(each.name()).forEach(number -> byNumber.computeIfAbsent(number, key -> new ArrayList<>())
                    .add(each));
        }
        return byNumber;
    }

    private static Set<Integer> numbers(String name) {
        Set<Integer> numbers = new HashSet<>();
        Matcher found = NUMBER.matcher(name);
        while (found.find()) {
            numbers.add(Integer.parseInt(found.group(1)));
        }
        return numbers;
    }

    String text() {
        StringBuilder page = new StringBuilder(HEAD);
        Map<Integer, List<ReportedCase>> cases = byNumber(reports.cases());
        summary(page, cases);
        String section = "";
        for (Requirement each : catalogue.requirements()) {
            if (!each.section().equals(section)) {
                section = each.section();
                page.append("\n## ").append(section).append("\n\n| | requirement | cases | ");
                page.append(String.join(" | ", columns.keySet())).append(" | among them |\n|---|---|---|");
                page.append("---|".repeat(columns.size() + 1)).append('\n');
            }
            row(page, each, cases.getOrDefault(each.number(), List.of()));
        }
        return page.toString();
    }

    private void summary(StringBuilder page, Map<Integer, List<ReportedCase>> cases) {
        long open = catalogue.requirements().stream()
                .filter(each -> !each.reason().isEmpty())
                .count();
        page.append("%d requirements: %d have cases, %d wait for what brings them. %d cases name a requirement."
                .formatted(
                        catalogue.requirements().size(),
                        catalogue.requirements().size() - open,
                        open,
                        reports.cases().size()));
        page.append(" The tables on the wire hold %d cases, of which %d are positives: requests that must go through.\n"
                .formatted(
                        wire.size(), wire.stream().filter(Positives::isPositive).count()));
        page.append("\n| gateway | passed | failed |\n|---|---|---|\n");
        columns.forEach((name, recording) -> page.append("| %s: %s | %d | %d |\n"
                .formatted(name, recording.title(), count(recording, "pass", 0), count(recording, "fail", 0))));
    }

    private static long count(Recording recording, String word, int number) {
        return recording.words().entrySet().stream()
                .filter(entry -> word.equals(entry.getValue()))
                .filter(entry -> number == 0 || numbers(entry.getKey()).contains(number))
                .count();
    }

    private void row(StringBuilder page, Requirement requirement, List<ReportedCase> cases) {
        page.append("| ").append(requirement.name()).append(" | ").append(cell(requirement.text()));
        page.append(" | ")
                .append(cases.isEmpty() ? "waits for: " + requirement.reason() : cases.size())
                .append(" |");
        for (Recording recording : columns.values()) {
            long passed = count(recording, "pass", requirement.number());
            long failed = count(recording, "fail", requirement.number());
            page.append(passed + failed == 0 ? " – |" : " " + passed + "/" + (passed + failed) + " |");
        }
        page.append(' ').append(named(cases)).append(" |\n");
    }

    private static String named(List<ReportedCase> cases) {
        List<String> names = cases.stream()
                .map(each -> each.name().replaceAll(" *\\((?:(?:SR-\\d+|R\\d+|CVE-[\\d-]+)(?:, )?)+\\)", ""))
                .distinct()
                .sorted()
                .limit(NAMED)
                .map(SecurityPage::cell)
                .toList();
        return names.stream().collect(Collectors.joining(" · "));
    }

    private static String cell(String text) {
        String line = text.replaceAll("\\s+", " ");
        String bounded = line.length() > 100 ? line.substring(0, 100) + "…" : line;
        return bounded.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("_", "\\_")
                .replace("*", "\\*")
                .replace("`", "\\`")
                .replace("[", "\\[");
    }
}
