package dev.postern.gateway.attack;

import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.testing.Await;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the gateway tells its operator of a case: {@code % WORD} asks for a line of the access log with this reason, and
 * for a metric with it as label value that counted on. Made before the case runs.
 */
final class ToldReason {

    private static final Pattern COUNTED =
            Pattern.compile("postern_(?:refusals|decisions)_total\\{[^}]*reason=\"([a-z_]+)\"[^}]*} ([0-9.Ee+]+)");

    private final WireTarget target;
    private final int linesBefore;
    private final String metricsBefore;

    ToldReason(WireTarget target) {
        this.target = target;
        this.linesBefore = target.accessLog().size();
        this.metricsBefore = target.metrics();
    }

    void check(String word) {
        try {
            Await.until("the access log says " + word, () -> lines().stream()
                    .anyMatch(line -> line.contains("\"reason\":\"" + word + "\"")));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it says: " + lines(), e);
        }
        Await.until("a metric counts " + word, () -> counted(target.metrics(), word) > counted(metricsBefore, word));
    }

    /**
     * Every refusal stands in the log as often as in the metric. After all cases, when nothing is under way.
     *
     * @throws AssertionError that names the word
     */
    static void agree(WireTarget target) {
        for (Refusal refusal : Refusal.values()) {
            String reason = "\"reason\":\"" + refusal.word() + "\"";
            Await.until("log and metric count " + refusal.word() + " alike", () -> {
                double logged = target.accessLog().stream()
                        .filter(line -> line.contains(reason))
                        .count();
                return logged == counted(target.metrics(), refusal.word());
            });
        }
    }

    private List<String> lines() {
        List<String> all = target.accessLog();
        return all.subList(Math.min(linesBefore, all.size()), all.size());
    }

    private static double counted(String metrics, String word) {
        double sum = 0;
        Matcher series = COUNTED.matcher(metrics);
        while (series.find()) {
            if (series.group(1).equals(word)) {
                sum += Double.parseDouble(series.group(2));
            }
        }
        return sum;
    }
}
