package dev.postern.torture;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * What the tests of all modules said of themselves: the XML reports of Surefire and Failsafe.
 *
 * @param missing test classes without a report, or with tests that were skipped: then the run was partial
 */
record Reports(List<ReportedCase> cases, List<String> missing) {

    private static final Pattern TABLE = Pattern.compile("^(\\S+\\.txt) cases\\(\\) ");
    private static final Pattern PLACE = Pattern.compile(" \\[[^\\[\\]]+\\.txt:\\d+]$");
    private static final Pattern METHOD = Pattern.compile("^[a-zA-Z_]\\w*\\([^)]*\\) ?");
    private static final Pattern ROW = Pattern.compile("^\\[\\d+] (?:\\w+=)?");
    private static final Pattern INVOCATION = Pattern.compile("(?<=\\)) *\\[\\d+].*$", Pattern.DOTALL);
    private static final Pattern TABLE_ROW = Pattern.compile("^(\\S+\\.txt):\\d+ +");

    /** @param self the class that is asking, whose own report is written only later */
    static Reports read(Path root, Class<?> self) throws IOException {
        List<ReportedCase> cases = new ArrayList<>();
        TreeSet<String> missing = new TreeSet<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml")))
                    .sorted()
                    .toList()) {
                for (String name : testClasses(module)) {
                    Path report = report(module, name);
                    boolean whole = report != null && read(report, cases);
                    if (!whole && !name.equals(self.getName())) {
                        missing.add(module.getFileName() + ": " + name);
                    }
                }
            }
        }
        return new Reports(List.copyOf(cases), List.copyOf(missing));
    }

    /** Names of the classes that Surefire or Failsafe run. Fuzz targets run in processes that a test of theirs starts. */
    private static List<String> testClasses(Path module) throws IOException {
        Path sources = module.resolve("src/test/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.map(sources::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith("Test.java") || file.endsWith("IT.java"))
                    .filter(file -> !file.endsWith("FuzzTest.java") && !file.endsWith("UnderTest.java"))
                    .map(file -> file.substring(0, file.length() - 5).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    private static Path report(Path module, String name) {
        for (String reports : List.of("surefire-reports", "failsafe-reports")) {
            Path file = module.resolve("target").resolve(reports).resolve("TEST-" + name + ".xml");
            if (Files.exists(file)) {
                return file;
            }
        }
        return null;
    }

    /** @return false when it says of some tests that they were skipped */
    private static boolean read(Path report, List<ReportedCase> cases) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            // Surefire escapes the controls that XML 1.0 cannot hold, not its two noncharacters.
            String text = Files.readString(report).replaceAll("[\\uFFFE\\uFFFF]", "?");
            NodeList tests = factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text)))
                    .getElementsByTagName("testcase");
            boolean whole = true;
            for (int i = 0; i < tests.getLength(); i++) {
                Element test = (Element) tests.item(i);
                ReportedCase.Result result = result(test);
                whole &= result != ReportedCase.Result.SKIPPED;
                String name = test.getAttribute("name");
                if (name.contains("SR-")) {
                    cases.add(reported(test.getAttribute("classname"), name, result));
                }
            }
            return whole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException e) {
            throw new IllegalStateException(report.toString(), e);
        }
    }

    private static ReportedCase.Result result(Element test) {
        if (test.getElementsByTagName("failure").getLength()
                        + test.getElementsByTagName("error").getLength()
                > 0) {
            return ReportedCase.Result.FAILED;
        }
        return test.getElementsByTagName("skipped").getLength() > 0
                ? ReportedCase.Result.SKIPPED
                : ReportedCase.Result.PASSED;
    }

    /** Without numbers of lines and rows, which move whenever a table grows. */
    static ReportedCase reported(String className, String name, ReportedCase.Result result) {
        String place = className.substring(className.lastIndexOf('.') + 1);
        String rest = name;
        Matcher table = TABLE.matcher(rest);
        if (table.find()) {
            place = table.group(1);
            rest = rest.substring(table.end());
        }
        rest = PLACE.matcher(rest).replaceFirst("");
        rest = METHOD.matcher(rest).replaceFirst("");
        rest = ROW.matcher(rest).replaceFirst("");
        Matcher row = TABLE_ROW.matcher(rest);
        if (row.find()) {
            place = row.group(1);
            rest = rest.substring(row.end());
        }
        // Behind a name that stands for all rows comes the row.
        int invocation = rest.indexOf("[");
        if (invocation > 0
                && rest.lastIndexOf("SR-", invocation) > 0
                && INVOCATION.matcher(rest).find()) {
            rest = INVOCATION.matcher(rest).replaceFirst("");
        }
        return new ReportedCase(place, rest.strip(), result);
    }
}
