package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The documentation can be used as it stands: its examples are configurations without an error or a lint, and its links
 * lead somewhere. An example is every block of YAML in {@code README.md}, and each under {@code docs/} whose first line
 * is {@code # example} or names the schema.
 */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path README = ROOT.resolve("README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\b(POSTERN_[A-Z_]+)=(\\S+)");

    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    @TestFactory
    Stream<DynamicTest> every_example_is_a_configuration_without_a_fault() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            for (String yaml : blocks(page, "yaml")) {
                if (page.equals(README)
                        || yaml.startsWith("# example\n")
                        || yaml.startsWith("# yaml-language-server")) {
                    String name = ROOT.relativize(page) + " " + yaml.lines().count() + " lines";
                    tests.add(DynamicTest.dynamicTest(name, () -> {
                        assertFaultless(new ConfigReader(Map.of()).readText(yaml, page));
                    }));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    @Test
    void the_sidecar_in_three_variables_is_a_configuration_without_a_fault() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String script : blocks(README, "sh")) {
            Matcher variable = VARIABLE.matcher(script);
            while (variable.find()) {
                variables.put(variable.group(1), variable.group(2));
            }
        }
        assertThat(variables).containsOnlyKeys("POSTERN_UPSTREAM", "POSTERN_USER_POOL", "POSTERN_CLIENTS");
        assertFaultless(new ConfigReader(variables).fromEnvironment(variables));
    }

    /** As {@code check --strict} would find it. */
    private static void assertFaultless(ConfigResult read) {
        ConfigurationCheck.compile(vertx, read);
        assertThat(read.problems().render()).isEmpty();
        assertThat(read.usable()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> every_link_to_a_file_leads_to_one() throws IOException {
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(ROOT.relativize(page).toString(), () -> {
                    for (Path target : links(page)) {
                        assertThat(target).exists();
                    }
                }));
    }

    @Test
    void every_page_is_in_the_index() throws IOException {
        Path index = ROOT.resolve("docs/README.md");
        Set<Path> missing = new TreeSet<>(pages());
        missing.removeIf(page -> !page.startsWith(ROOT.resolve("docs")) || page.equals(index));
        missing.removeAll(links(index));
        assertThat(missing).isEmpty();
    }

    /** Files that a page links to; addresses of other sites and places in the same page are none. */
    private static List<Path> links(Path page) throws IOException {
        List<Path> links = new ArrayList<>();
        Matcher link = LINK.matcher(Files.readString(page).replaceAll("(?ms)^```.*?^```$", ""));
        while (link.find()) {
            String target = link.group(1).replaceFirst("#.*", "");
            if (!target.isEmpty() && !target.contains(":")) {
                links.add(page.resolveSibling(target).normalize());
            }
        }
        return links;
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        pages.add(ROOT.resolve("sample-backend/README.md"));
        return pages;
    }
}
