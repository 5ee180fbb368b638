package dev.postern.function.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the common log format writes them, in UTC: {@code 12/Mar/2020:19:03:58 +0000}. */
final class RequestTime {

    private static final DateTimeFormatter COMMON_LOG =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RequestTime() {}

    static String text(Instant time) {
        return COMMON_LOG.format(time);
    }
}
