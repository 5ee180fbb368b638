package dev.postern.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every requirement has a case or one of the allowed reasons, and {@code docs/security-cases.md} says which. Runs last and
 * on whole runs only: where a test class of any module has no report (a partial run), it is skipped with that reason; with
 * {@code CI=true} it fails instead.
 */
@Tag("catalogue")
class SecurityCasesTest {

    private static final Path ROOT = RealComponents.repository();
    private static final Path PAGE = ROOT.resolve("docs/security-cases.md");
    private static final Path MADE = ROOT.resolve("torture/target/security-cases.md");

    @Test
    void every_requirement_has_a_case_or_a_reason_and_the_page_says_so() throws IOException {
        Catalogue catalogue = Catalogue.read();
        Reports reports = Reports.read(ROOT, SecurityCasesTest.class);
        String page = page(catalogue, reports);
        Files.createDirectories(MADE.getParent());
        Files.writeString(MADE, page);
        if (!reports.missing().isEmpty()) {
            RealComponents.absent("a partial run: no report of, or something skipped in " + reports.missing());
        }
        Map<Integer, List<ReportedCase>> cases = SecurityPage.byNumber(reports.cases());
        List<String> faults = new ArrayList<>();
        for (Requirement each : catalogue.requirements()) {
            String fault = each.fault(cases.getOrDefault(each.number(), List.of()));
            if (fault != null) {
                faults.add(fault);
            }
        }
        cases.keySet().stream()
                .filter(number -> number > catalogue.requirements().size())
                .forEach(number -> faults.add("SR-" + number + " is named by a case, and is no requirement"));
        assertThat(faults).as("torture/requirements.txt against the tests").isEmpty();
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/security-cases.md is not what the tests say; take over the new one:\n"
                        + "  cp torture/target/security-cases.md docs/security-cases.md")
                .isEqualTo(page);
    }

    private static String page(Catalogue catalogue, Reports reports) {
        Map<String, Recording> columns = new LinkedHashMap<>();
        columns.put("nginx", Recording.read("nginx"));
        columns.put("HAProxy", Recording.read("haproxy"));
        columns.put("stock Vert.x", Recording.read("stock"));
        return new SecurityPage(catalogue, reports, WireTables.all(), columns).text();
    }

    @Test
    void a_requirement_without_case_or_reason_is_a_fault() {
        Requirement open = new Requirement(7, "Target", "no #", "");
        Requirement waiting = new Requirement(16, "Target", "names", "no CRDs");
        ReportedCase passed = new ReportedCase("target.txt", "a fragment (SR-7)", ReportedCase.Result.PASSED);
        ReportedCase failed = new ReportedCase("target.txt", "a fragment (SR-7)", ReportedCase.Result.FAILED);
        assertThat(open.fault(List.of())).contains("neither a case nor a reason");
        assertThat(open.fault(List.of(passed))).isNull();
        assertThat(open.fault(List.of(passed, failed))).contains("SR-7 fails");
        assertThat(waiting.fault(List.of())).isNull();
        assertThat(waiting.fault(List.of(passed))).contains("must go");
    }

    @Test
    void a_catalogue_has_no_gaps_and_no_other_reasons() {
        List<String> all = new ArrayList<>(IntStream.rangeClosed(1, 166)
                .mapToObj(number -> "SR-" + number + " | text |")
                .toList());
        Set<String> reasons = Set.of("no CRDs");
        assertThat(Catalogue.read(all, reasons).requirements()).hasSize(166);
        all.set(4, "SR-5 | text | no time");
        assertThatThrownBy(() -> Catalogue.read(all, reasons)).hasMessageContaining("no such reason");
        all.set(4, "SR-4 | text |");
        assertThatThrownBy(() -> Catalogue.read(all, reasons)).hasMessageContaining("stands twice");
        all.remove(4);
        assertThatThrownBy(() -> Catalogue.read(all, reasons)).hasMessageContaining("SR-5 is missing");
    }

    @Test
    void reasons_are_those_that_stay_and_what_comes_later() {
        assertThat(Catalogue.reasons(List.of(
                        "## Open",
                        "| a | b |",
                        "## Later",
                        "",
                        "| subject | brings |",
                        "|---|---|",
                        "| Kubernetes | image |")))
                .containsExactly("no login flow", "no CRDs", "Kubernetes");
    }

    @Test
    void names_lose_what_moves_when_a_table_grows() {
        ReportedCase.Result passed = ReportedCase.Result.PASSED;
        assertThat(Reports.reported("a.WireCasesTest", "target.txt cases() a fragment (SR-7) [target.txt:12]", passed))
                .isEqualTo(new ReportedCase("target.txt", "a fragment (SR-7)", passed));
        assertThat(Reports.reported(
                        "a.RequestTargetTest", "is_refused(Row)[3] row=targets.txt:9  /#  h  refused SR-7", passed))
                .isEqualTo(new ReportedCase("targets.txt", "/#  h  refused SR-7", passed));
        assertThat(Reports.reported("a.RouteTest", "the best route serves (SR-17)[3] row=routes.txt:9  /a", passed))
                .isEqualTo(new ReportedCase("RouteTest", "the best route serves (SR-17)", passed));
        assertThat(Reports.reported("a.CrowdTest", "a crowd waits (SR-59)", passed))
                .isEqualTo(new ReportedCase("CrowdTest", "a crowd waits (SR-59)", passed));
    }
}
