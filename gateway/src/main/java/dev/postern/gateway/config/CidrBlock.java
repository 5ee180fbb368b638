package dev.postern.gateway.config;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;

/**
 * A block of addresses as {@code trustedProxies} lists them. IPv4-mapped IPv6 is IPv4 (SR-24).
 *
 * @param address bytes of the address as written, 4 or 16
 * @param prefix leading bits that count
 */
public record CidrBlock(byte[] address, int prefix) {

    /** IPv4 addresses written as IPv6 (RFC 4291 section 2.5.5.2): {@code ::ffff:0:0/96}. */
    public static final CidrBlock MAPPED =
            new CidrBlock(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96);

    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; null when the text is none of these. */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (host.startsWith("[") || !HostText.isAddress(host)) {
            return null;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        int bits = address.length * 8;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > bits) {
                return null;
            }
            bits = Integer.parseInt(digits);
        }
        return MAPPED.holds(address) && bits >= MAPPED.prefix
                ? new CidrBlock(Arrays.copyOfRange(address, 12, 16), bits - MAPPED.prefix)
                : new CidrBlock(address, bits);
    }

    /** Whether an address, of 4 or 16 bytes, is one of them. */
    public boolean holds(byte[] candidate) {
        if (candidate.length != address.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (candidate[i] != address[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || (candidate[whole] & 0xFF) >> 8 - rest == (address[whole] & 0xFF) >> 8 - rest;
    }

    public boolean isEverybody() {
        return prefix == 0;
    }

    /** Two blocks that are everybody together: for what refuses everybody in one word, but was asked for it. */
    List<String> halves() {
        return address.length == 4 ? List.of("0.0.0.0/1", "128.0.0.0/1") : List.of("::/1", "8000::/1");
    }

    boolean isLoopback() {
        if (address.length == 4) {
            return address[0] == 127 && prefix >= 8;
        }
        for (int i = 0; i < 15; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[15] == 1 && prefix == 128;
    }

    /** Whether bits behind the prefix are set: probably a slip. */
    public boolean hasHostBits() {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                return true;
            }
        }
        return false;
    }
}
