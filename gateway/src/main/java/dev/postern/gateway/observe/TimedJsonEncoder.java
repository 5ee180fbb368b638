package dev.postern.gateway.observe;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A line of the application log: Logback's JSON, with the time first and as the access log writes it, {@code time} in ISO
 * 8601, UTC, milliseconds. Logback's own {@code timestamp} counts milliseconds since 1970.
 */
public final class TimedJsonEncoder extends JsonEncoder {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    public TimedJsonEncoder() {
        setWithTimestamp(false);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(super.encode(event), StandardCharsets.UTF_8);
        String time = TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
        return ("{\"time\":\"" + time + "\"," + line.substring(1)).getBytes(StandardCharsets.UTF_8);
    }
}
