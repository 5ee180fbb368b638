package dev.postern.gateway.observe;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes one summary as one line of JSON. The bytes are ASCII from 0x20 to 0x7E only: every control character, quote,
 * backslash and everything beyond ASCII becomes a {@code \}{@code u} escape, an unpaired surrogate U+FFFD. So no client can end a
 * line, start a terminal sequence or break a reader (SR-145). A value is cut at 8,192 characters.
 */
final class AccessLogLine {

    private static final int LONGEST_VALUE = 8192;
    private static final int KEPT_BUFFER = 64 << 10;
    private static final ThreadLocal<AccessLogLine> ENCODER = ThreadLocal.withInitial(AccessLogLine::new);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = ascii("null");
    private static final byte[] REQUEST_ID = ascii("{\"requestId\":");
    private static final byte[] TIME = ascii(",\"time\":\"");
    private static final byte[] ROUTE = ascii("\",\"route\":");
    private static final byte[] METHOD = ascii(",\"method\":");
    private static final byte[] PATH = ascii(",\"path\":");
    private static final byte[] STATUS = ascii(",\"status\":");
    private static final byte[] OUTCOME = ascii(",\"outcome\":");
    private static final byte[] REASON = ascii(",\"reason\":");
    private static final byte[] AUTHORIZER = ascii(",\"authorizer\":");
    private static final byte[] PRINCIPAL_ID = ascii(",\"principalId\":");
    private static final byte[] DURATION_MS = ascii(",\"durationMs\":");
    private static final byte[] AUTHORIZER_MS = ascii(",\"authorizerMs\":");
    private static final byte[] UPSTREAM_MS = ascii(",\"upstreamMs\":");
    private static final byte[] BYTES_IN = ascii(",\"bytesIn\":");
    private static final byte[] BYTES_OUT = ascii(",\"bytesOut\":");
    private static final byte[] SOURCE_IP = ascii(",\"sourceIp\":");
    private static final byte[] WEB_SOCKET_END = ascii(",\"webSocketEnd\":");
    private static final byte[] END = ascii("}\n");

    private byte[] buffer = new byte[1024];
    private int length;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};

    private AccessLogLine() {}

    /** The line with its line feed, as an array of its own. */
    static byte[] encode(ExchangeSummary summary) {
        return ENCODER.get().line(summary);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] line(ExchangeSummary summary) {
        length = 0;
        raw(REQUEST_ID).value(summary.requestId());
        raw(TIME).time(summary.startedAtMillis());
        raw(ROUTE).value(summary.routeKey());
        raw(METHOD).value(summary.method());
        raw(PATH).value(withoutQuery(summary.path()));
        raw(STATUS).number(summary.status());
        raw(OUTCOME).value(summary.outcome());
        raw(REASON).value(summary.reason());
        raw(AUTHORIZER).value(summary.authorizer());
        raw(PRINCIPAL_ID).value(summary.principalId());
        raw(DURATION_MS).millis(summary.durationNanos());
        raw(AUTHORIZER_MS).millis(summary.authorizerNanos());
        raw(UPSTREAM_MS).millis(summary.upstreamNanos());
        raw(BYTES_IN).number(summary.bytesIn());
        raw(BYTES_OUT).number(summary.bytesOut());
        raw(SOURCE_IP).value(summary.sourceIp());
        if (summary.webSocketEnd() != null) {
            raw(WEB_SOCKET_END).value(summary.webSocketEnd());
        }
        raw(END);
        byte[] line = Arrays.copyOf(buffer, length);
        if (buffer.length > KEPT_BUFFER) {
            buffer = new byte[1024];
        }
        return line;
    }

    /** A refused target may still hold a query, and a query a token (SR-146). */
    private static String withoutQuery(String path) {
        if (path == null) {
            return null;
        }
        int query = path.indexOf('?');
        int fragment = path.indexOf('#');
        int end = query < 0 || fragment >= 0 && fragment < query ? fragment : query;
        return end < 0 ? path : path.substring(0, end);
    }

    private AccessLogLine raw(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, buffer, length, text.length);
        length += text.length;
        return this;
    }

    private void value(String value) {
        if (value == null) {
            raw(NULL);
            return;
        }
        int end = Math.min(value.length(), LONGEST_VALUE);
        room(6 * end + 2);
        byte[] bytes = buffer;
        int at = length;
        bytes[at++] = '"';
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
                bytes[at++] = (byte) c;
            } else {
                at = escape(bytes, at, Character.isSurrogate(c) && !paired(value, i, end) ? '\uFFFD' : c);
            }
        }
        bytes[at++] = '"';
        length = at;
    }

    private static boolean paired(String value, int at, int end) {
        return Character.isHighSurrogate(value.charAt(at))
                ? at + 1 < end && Character.isLowSurrogate(value.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }

    private static int escape(byte[] bytes, int at, char c) {
        bytes[at++] = '\\';
        if (c == '"' || c == '\\') {
            bytes[at++] = (byte) c;
            return at;
        }
        bytes[at++] = 'u';
        bytes[at++] = HEX[c >> 12];
        bytes[at++] = HEX[c >> 8 & 15];
        bytes[at++] = HEX[c >> 4 & 15];
        bytes[at++] = HEX[c & 15];
        return at;
    }

    /** ISO 8601, UTC, milliseconds; the part down to the second is made once a second. */
    private void time(long millis) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            String text = Instant.ofEpochSecond(now).toString();
            secondText = ascii(text.substring(0, text.length() - 1) + ".");
            second = now;
        }
        raw(secondText);
        room(4);
        thousandths((int) Math.floorMod(millis, 1000L));
        buffer[length++] = 'Z';
    }

    /** Milliseconds with three decimals; null for a negative value. */
    private void millis(long nanos) {
        if (nanos < 0) {
            raw(NULL);
            return;
        }
        long micros = nanos / 1000;
        number(micros / 1000);
        room(4);
        buffer[length++] = '.';
        thousandths((int) (micros % 1000));
    }

    private void thousandths(int value) {
        buffer[length++] = (byte) ('0' + value / 100);
        buffer[length++] = (byte) ('0' + value / 10 % 10);
        buffer[length++] = (byte) ('0' + value % 10);
    }

    private void number(long value) {
        room(20);
        if (value < 0) {
            raw(ascii(Long.toString(value)));
            return;
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int at = length + digits;
        length = at;
        long rest = value;
        do {
            buffer[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
