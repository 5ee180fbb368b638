package dev.postern.gateway.wire;

import io.netty.util.AsciiString;

/**
 * Shared instances of common header names, so that a request allocates no name it shares with every other request.
 * A name is only replaced by an instance that is equal to it byte for byte, so spelling survives and no other name can
 * be taken for it (CVE-2026-102479 is what happens when one byte is left out of that comparison).
 */
final class HeaderNames {

    private static final String[] COMMON = {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "Connection",
        "Content-Length",
        "Content-Type",
        "Cookie",
        "Origin",
        "Referer",
        "Transfer-Encoding",
        "Upgrade",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Request-Id",
        "Forwarded",
        "Traceparent",
        "Tracestate",
        "Cache-Control",
        "Pragma",
        "If-None-Match",
        "If-Modified-Since",
        "Expect",
        "Te",
        "Sec-Fetch-Mode",
        "Sec-Fetch-Site",
        "Sec-Fetch-Dest",
        "Sec-Ch-Ua",
        "Sec-Ch-Ua-Mobile",
        "Sec-Ch-Ua-Platform",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers"
    };

    private static final int SLOTS = 512;
    private static final AsciiString[][] TABLE = new AsciiString[SLOTS][];

    static {
        for (String name : COMMON) {
            add(AsciiString.cached(name));
            add(AsciiString.cached(name.toLowerCase(java.util.Locale.ROOT)));
        }
    }

    private HeaderNames() {}

    /** The shared instance that equals these bytes, or a new one. */
    static AsciiString of(byte[] bytes, int start, int length) {
        if (length > 0) {
            AsciiString[] candidates = TABLE[slot(bytes, start, length)];
            if (candidates != null) {
                for (AsciiString candidate : candidates) {
                    if (equals(candidate, bytes, start, length)) {
                        return candidate;
                    }
                }
            }
        }
        return new AsciiString(bytes, start, length, true);
    }

    private static boolean equals(AsciiString name, byte[] bytes, int start, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.byteAt(i) != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(byte[] bytes, int start, int length) {
        return (length * 31 + bytes[start] * 7 + bytes[start + length - 1] * 3 + bytes[start + length / 2]) & SLOTS - 1;
    }

    private static void add(AsciiString name) {
        int slot = slot(name.array(), name.arrayOffset(), name.length());
        AsciiString[] old = TABLE[slot] == null ? new AsciiString[0] : TABLE[slot];
        AsciiString[] grown = java.util.Arrays.copyOf(old, old.length + 1);
        grown[old.length] = name;
        TABLE[slot] = grown;
    }
}
