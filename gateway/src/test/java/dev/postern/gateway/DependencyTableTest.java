package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** {@code docs/adr/dependencies.md} has a reason for every direct dependency of every POM, and for no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DependencyTableTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/adr/dependencies.md");
    private static final Map<String, String> MARKS = Map.of("compile", "", "test", " t", "runtime", " r");

    private record Row(String version, Set<String> scopes, List<String> reasons) {}

    private final Map<String, Row> rows = new TreeMap<>();

    /** By artifact: each module that asks for it, marked as in the table. */
    private final Map<String, Set<String>> asked = new TreeMap<>();

    private final Set<String> modules = new TreeSet<>();
    private final Set<String> versions = new TreeSet<>(Set.of("by Vert.x"));

    @BeforeAll
    void read() throws IOException {
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| `")) {
                List<String> cells = Arrays.stream(
                                line.substring(1, line.length() - 1).split("\\|"))
                        .map(String::strip)
                        .toList();
                Row row = new Row(cells.get(1), Set.of(cells.get(2).split(", ")), cells.subList(3, cells.size()));
                assertThat(rows.put(cells.get(0).replace("`", ""), row))
                        .as("listed twice: " + line)
                        .isNull();
            }
        }
        try (Stream<Path> directories = Files.list(ROOT)) {
            for (Path pom : directories
                    .map(directory -> directory.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList()) {
                read(pom.getParent().getFileName().toString(), document(pom).getDocumentElement());
            }
        }
        read("parent", document(ROOT.resolve("pom.xml")).getDocumentElement());
    }

    private void read(String module, Element project) {
        modules.add(module);
        for (Element properties : children(project, "properties")) {
            for (Element property : children(properties, null)) {
                versions.add(property.getTextContent());
            }
        }
        for (Element dependencies : children(project, "dependencies")) {
            for (Element dependency : children(dependencies, "dependency")) {
                String group = text(dependency, "groupId", null);
                if (!group.equals("dev.postern")) {
                    asked.computeIfAbsent(group + ":" + text(dependency, "artifactId", null), key -> new TreeSet<>())
                            .add(module + MARKS.get(text(dependency, "scope", "compile")));
                }
            }
        }
    }

    @Test
    void every_dependency_is_listed_where_it_is_asked_for() {
        assertThat(asked).hasSizeGreaterThan(10);
        asked.forEach((artifact, scopes) -> {
            assertThat(rows).as("docs/adr/dependencies.md").containsKey(artifact);
            assertThat(rows.get(artifact).scopes()).as(artifact).containsAll(scopes);
        });
    }

    @Test
    void nothing_is_listed_that_no_module_asks_for() {
        rows.forEach((artifact, row) -> {
            Set<String> present = row.scopes().stream()
                    .filter(scope -> modules.contains(scope.split(" ")[0]))
                    .collect(Collectors.toSet());
            assertThat(asked.getOrDefault(artifact, Set.of())).as(artifact).containsAll(present);
        });
    }

    @Test
    void every_version_is_one_that_the_poms_name() {
        rows.forEach((artifact, row) -> assertThat(versions).as(artifact).contains(row.version()));
    }

    @Test
    void every_row_has_a_reason_and_a_decision_record() {
        rows.forEach((artifact, row) -> {
            assertThat(row.reasons()).as(artifact).hasSize(3).noneMatch(String::isEmpty);
            assertThat(row.reasons().get(2)).as(artifact).contains(".md)");
        });
    }

    private static Document document(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException e) {
            throw new IOException(file + " is no XML", e);
        }
    }

    /** Elements right below one, of a name or of any. */
    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element
                    && (name == null || element.getTagName().equals(name))) {
                children.add(element);
            }
        }
        return children;
    }

    private static String text(Element parent, String name, String otherwise) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? otherwise : found.get(0).getTextContent().strip();
    }
}
