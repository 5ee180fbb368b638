package dev.postern.authorizer;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as the configuration writes them: a whole number directly followed by its unit. */
public final class Quantities {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)");

    private Quantities() {}

    /** Reads {@code 250ms 29s 5m 1h 2d}; null when the text is none of these. */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Reads {@code 512B 16KiB 10MiB 1GiB} as bytes; null when the text is none of these or too large for a long. */
    public static Long size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        int shift =
                switch (matcher.group(2)) {
                    case "B" -> 0;
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    default -> 30;
                };
        return number > Long.MAX_VALUE >> shift ? null : Long.valueOf(number << shift);
    }

    /** Writes a size as it would be read, in the largest unit that fits. */
    public static String text(long size) {
        if (size == 0 || size % 1024 != 0) {
            return size + "B";
        }
        if (size % (1 << 20) != 0) {
            return (size >> 10) + "KiB";
        }
        return size % (1 << 30) != 0 ? (size >> 20) + "MiB" : (size >> 30) + "GiB";
    }

    /** Writes a duration as it would be read. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        return minutes % 60 != 0 ? minutes + "m" : minutes / 60 + "h";
    }
}
