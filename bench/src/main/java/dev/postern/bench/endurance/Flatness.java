package dev.postern.bench.endurance;

import dev.postern.bench.measure.Spread;
import java.util.List;
import java.util.Locale;

/**
 * Whether a figure stayed where it was: the first third of the samples is for warming up, then the median of the last
 * third may be at most a share and a constant above that of the middle one. A leak grows with every request and does not
 * pass; noise does.
 *
 * @param constant in the figure's unit
 */
record Flatness(String name, String unit, List<Double> samples, double share, double constant) {

    double middle() {
        return Spread.of(samples.subList(samples.size() / 3, 2 * samples.size() / 3))
                .median();
    }

    double last() {
        return Spread.of(samples.subList(2 * samples.size() / 3, samples.size()))
                .median();
    }

    boolean isFlat() {
        return last() <= middle() * (1 + share) + constant;
    }

    /** A row of a Markdown table. */
    @Override
    public String toString() {
        Spread all = Spread.of(samples);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f to %.1f %s | %s |",
                name,
                middle(),
                last(),
                all.least(),
                all.most(),
                unit,
                isFlat() ? "flat" : "GROWING");
    }
}
