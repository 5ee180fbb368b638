package dev.postern.bench.measure;

import java.util.List;
import java.util.Locale;

/**
 * One figure over several rounds.
 *
 * @param median the figure to quote
 */
public record Spread(double median, double least, double most) {

    /** @param values at least one */
    public static Spread of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** {@code 23.2 (22.1–27.0)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f (%.1f–%.1f)", median, least, most);
    }
}
