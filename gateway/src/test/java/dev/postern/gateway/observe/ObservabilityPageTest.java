package dev.postern.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Reason;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The page says what the code does: names in its tables are exactly those of the enums. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservabilityPageTest {

    private static final Path PAGE = Path.of("../docs/observability.md");

    /** Cells of each table row, by section and then by the text of the first cell without back-ticks. */
    private final Map<String, Map<String, List<String>>> tables = new LinkedHashMap<>();

    @BeforeAll
    void read() throws IOException {
        String section = "";
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("#+ ", "");
            } else if (line.startsWith("| `")) {
                List<String> cells = Arrays.stream(
                                line.substring(1, line.length() - 1).split("\\|"))
                        .map(String::strip)
                        .toList();
                List<String> before = tables.computeIfAbsent(section, key -> new LinkedHashMap<>())
                        .put(cells.get(0).replace("`", ""), cells);
                assertThat(before).as("listed twice: " + cells.get(0)).isNull();
            }
        }
    }

    @Test
    void every_metric_is_listed_with_its_type_and_labels() {
        Map<String, List<String>> listed = tables.get("Metrics");
        List<String> families = new ArrayList<>();
        for (MetricFamily family : MetricFamily.values()) {
            families.add(family.family());
            String labels =
                    family.labels().stream().map(label -> '`' + label + '`').collect(Collectors.joining(" "));
            assertThat(listed).containsKey(family.family());
            assertThat(listed.get(family.family()).subList(1, 3))
                    .as(family.family())
                    .containsExactly(family.type().word(), labels);
        }
        assertThat(listed.keySet()).containsExactlyElementsOf(families);
    }

    @Test
    void every_field_of_the_access_log_is_listed_in_order() {
        JsonObject line =
                new JsonObject(new String(AccessLogLine.encode(Finished.ADMITTED), StandardCharsets.US_ASCII));
        assertThat(tables.get("Access log").keySet()).containsExactlyElementsOf(line.fieldNames());
    }

    @Test
    void every_outcome_is_named() {
        String cell = tables.get("Access log").get("outcome").get(1);
        for (Outcome outcome : Outcome.values()) {
            assertThat(cell).contains('`' + outcome.word() + '`');
        }
    }

    @Test
    void every_reason_is_listed_with_its_status() {
        Map<String, List<String>> listed = tables.get("Reasons");
        for (Reason reason : Reason.values()) {
            String status =
                    switch (reason.kind()) {
                        case ALLOWED -> "";
                        case BAD_REQUEST -> "400";
                        case NO_CREDENTIAL, INVALID_CREDENTIAL -> "401";
                        case INSUFFICIENT_SCOPE, FORBIDDEN -> "403";
                        case UNAVAILABLE -> "503";
                        case FAULT -> "500";
                    };
            assertThat(listed).containsKey(reason.word());
            assertThat(listed.get(reason.word()).get(1)).as(reason.word()).isEqualTo(status);
        }
    }

    /** By name, as what the gateway refuses is decided in a package that this one does not use. */
    @Test
    void every_refusal_of_the_gateway_is_listed_with_its_status() throws Exception {
        Class<?> refusal = null;
        try {
            refusal = Class.forName("dev.postern.gateway.http.Refusal");
        } catch (ClassNotFoundException e) {
            Assumptions.abort("built without the data path");
        }
        Map<String, List<String>> listed = new LinkedHashMap<>(tables.get("Reasons"));
        for (Reason reason : Reason.values()) {
            listed.remove(reason.word());
        }
        for (Object constant : refusal.getEnumConstants()) {
            String word = (String) refusal.getMethod("word").invoke(constant);
            int status = (int) refusal.getMethod("status").invoke(constant);
            assertThat(listed).containsKey(word);
            assertThat(listed.remove(word).get(1)).as(word).isEqualTo(Integer.toString(status));
        }
        assertThat(listed).as("words that no refusal has").isEmpty();
    }
}
