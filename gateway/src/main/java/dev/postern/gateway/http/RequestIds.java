package dev.postern.gateway.http;

import dev.postern.authorizer.Profile;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Request ids. Those made here are 128 bits that do not repeat in one process and practically not between processes;
 * trusted proxies may bring their own. They are names, not secrets; nothing may be decided by knowing one.
 */
public final class RequestIds {

    /** Characters of an id that somebody else made. */
    private static final int MAX_LENGTH = 128;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** Crockford's base 32 in lower case: no punctuation, nothing that is mistaken for something else. */
    private static final byte[] BASE32 = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);

    private static final ThreadLocal<Source> SOURCE = ThreadLocal.withInitial(Source::new);

    private final boolean uuid;

    private RequestIds(boolean uuid) {
        this.uuid = uuid;
    }

    /** Ids in the form the product's have: a UUID under {@code rest-api}, 26 letters and digits otherwise. */
    public static RequestIds of(Profile profile) {
        return new RequestIds(profile == Profile.REST_API);
    }

    /**
     * Whether an id that came with a request can be used: 1 to 128 of {@code A-Z a-z 0-9 . _ : / + = @ -}, safe in a log
     * line and in a header.
     */
    static boolean isValid(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "._:/+=@-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A new id. */
    public String next() {
        Source source = SOURCE.get();
        // One generator never repeats a long within its period, so no pair comes twice; the mask tells processes apart.
        long high = source.random.nextLong();
        long low = source.random.nextLong() ^ source.mask;
        return uuid ? uuid(high, low) : base32(high, low);
    }

    private static String base32(long high, long low) {
        byte[] text = new byte[26];
        for (int i = 12; i >= 0; i--) {
            text[i] = BASE32[(int) high & 31];
            high >>>= 5;
        }
        for (int i = 25; i >= 13; i--) {
            text[i] = BASE32[(int) low & 31];
            low >>>= 5;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Version 4 (RFC 9562 section 5.4). */
    private static String uuid(long high, long low) {
        byte[] text = new byte[36];
        hex(text, 0, high >>> 32, 8);
        text[8] = '-';
        hex(text, 9, high >>> 16, 4);
        text[13] = '-';
        hex(text, 14, high & 0x0FFF | 0x4000, 4);
        text[18] = '-';
        hex(text, 19, low >>> 48 & 0x3FFF | 0x8000, 4);
        text[23] = '-';
        hex(text, 24, low, 12);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void hex(byte[] text, int at, long value, int digits) {
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = HEX[(int) value & 15];
            value >>>= 4;
        }
    }

    /** One per thread, so that event loops share nothing. */
    private static final class Source {
        private final SplittableRandom random;
        private final long mask;

        Source() {
            SecureRandom seed = new SecureRandom();
            this.random = new SplittableRandom(seed.nextLong());
            this.mask = seed.nextLong();
        }
    }
}
