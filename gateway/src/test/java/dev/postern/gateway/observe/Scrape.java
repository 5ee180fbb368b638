package dev.postern.gateway.observe;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text format 0.0.4 as strictly as these tests need it. */
record Scrape(Map<String, String> types, Map<String, Double> samples) {

    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    static Scrape of(GatewayMeters meters) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, Double> samples = new TreeMap<>();
        for (String line : meters.scrape().split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                if (types.put(words[2], words[3]) != null) {
                    throw new AssertionError("twice: " + line);
                }
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new AssertionError("no sample: " + line);
                }
                Map<String, String> labels = labels(sample.group(2));
                samples.put(
                        labels.isEmpty() ? sample.group(1) : sample.group(1) + new TreeMap<>(labels),
                        Double.valueOf(sample.group(3).replace("+Inf", "Infinity")));
            }
        }
        return new Scrape(types, samples);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return labels;
    }

    /** The names of the labels of each family's samples. */
    Set<Set<String>> labelNames(String family) {
        Set<Set<String>> names = new LinkedHashSet<>();
        samples.keySet().stream()
                .filter(sample -> sample.replaceAll("\\{.*", "")
                        .replaceAll("_(bucket|sum|count)$", "")
                        .equals(family))
                .forEach(sample -> {
                    Set<String> found = new LinkedHashSet<>();
                    Matcher name = Pattern.compile("([a-z]+)=").matcher(sample.replaceAll("^[^{]*", ""));
                    while (name.find()) {
                        if (!name.group(1).equals("le")) {
                            found.add(name.group(1));
                        }
                    }
                    names.add(found);
                });
        return names;
    }

    /** The value of a sample such as {@code postern_jwks_keys{issuer=x}}, labels in alphabetical order; null without. */
    Double value(String sample) {
        return samples.get(sample);
    }
}
