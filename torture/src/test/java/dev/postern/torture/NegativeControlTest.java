package dev.postern.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.gateway.attack.WireCase;
import dev.postern.sample.testing.RealComponents;
import io.vertx.core.internal.net.RFC3986;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The tables can fail: what the stock proxy was found to do (R1 to R24) is shown by a case that the gateway passes and the
 * stock proxy does not. {@code torture/stock.txt} says which are red on the versions in use; a difference, either way,
 * fails.
 */
@Tag("attack")
class NegativeControlTest {

    private static final int LAST = 24;
    private static final Path MEASURED = RealComponents.repository().resolve("torture/stock.txt");

    private static StockPeer stock;
    private static StockPeer caching;
    private static StockPeer bare;

    private record Finding(String name, boolean red, String what) {

        static Finding read(String line) {
            String[] cells = line.split("\\|");
            String colour = cells[1].strip();
            assertThat(colour).as(line).isIn("red", "green");
            return new Finding(cells[0].strip(), colour.equals("red"), cells[2].strip());
        }
    }

    private static List<Finding> findings() throws IOException {
        return Files.readAllLines(MEASURED).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Finding::read)
                .toList();
    }

    @Test
    void every_finding_is_measured() throws IOException {
        assertThat(findings().stream().map(Finding::name))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, LAST).mapToObj(i -> "R" + i).toList());
    }

    @TestFactory
    Stream<DynamicTest> the_stock_proxy_is() throws IOException {
        List<WireCase> cases = WireTables.all();
        return findings().stream()
                .map(finding -> dynamicTest(
                        (finding.red() ? "red: " : "green: ") + finding.what() + " (" + finding.name() + ")",
                        () -> check(finding, cases)));
    }

    private static void check(Finding finding, List<WireCase> cases) {
        Pattern name = Pattern.compile("\\b" + finding.name() + "\\b");
        List<WireCase> its = cases.stream()
                .filter(each -> name.matcher(each.sentence()).find())
                .toList();
        assertThat(its).as("cases that name " + finding.name()).isNotEmpty();
        List<Verdict> verdicts = new Replay(peer(finding.name()), StockPeer.FEATURES).run(its);
        assertThat(verdicts)
                .as("run against the stock proxy")
                .anyMatch(verdict -> verdict.kind() != Verdict.Kind.NOT_APPLICABLE);
        List<Verdict> failed = verdicts.stream()
                .filter(verdict -> verdict.kind() == Verdict.Kind.FAIL)
                .toList();
        assertThat(!failed.isEmpty())
                .as("torture/stock.txt says %s of %s; failed: %s", finding.red() ? "red" : "green", finding, failed)
                .isEqualTo(finding.red());
    }

    private static StockPeer peer(String finding) {
        switch (finding) {
            case "R24" -> {
                return caching = caching == null ? StockPeer.caching() : caching;
            }
            case "R23" -> {
                return bare = bare == null ? StockPeer.bare() : bare;
            }
            default -> {
                return stock = stock == null ? StockPeer.start() : stock;
            }
        }
    }

    @Test
    void what_looks_like_dots_to_others_is_left_by_normalizePath() {
        for (String path : List.of("/a/..;/b", "/a%2f..%2fb", "/a\\..\\b", "/a/%252e%252e/b")) {
            assertThat(RFC3986.normalizePath(path)).as("R16").isEqualTo(path);
        }
    }

    @Test
    void what_follows_a_broken_escape_is_dropped_by_decodeURIComponent() {
        assertThat(RFC3986.decodeURIComponent("/a%%/../secret", false))
                .as("R17")
                .isEqualTo("/a%");
    }

    @AfterAll
    static void stop() {
        for (StockPeer peer : new StockPeer[] {stock, caching, bare}) {
            if (peer != null) {
                peer.close();
            }
        }
    }
}
