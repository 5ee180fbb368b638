package dev.postern.authorizer.policy;

import io.netty.util.NetUtil;
import java.util.Arrays;

/**
 * One address or a CIDR block. IPv4-mapped IPv6 addresses equal their IPv4 form. Bits behind the prefix are ignored, as
 * IAM ignores them.
 *
 * @param address four or sixteen bytes
 * @param bits of the prefix
 */
record AddressRange(byte[] address, int bits) {

    /** Null when it is neither. */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int most = address.length * 8;
        if (slash < 0) {
            return new AddressRange(address, most);
        }
        String prefix = text.substring(slash + 1);
        if (prefix.isEmpty() || prefix.length() > 3 || !prefix.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int bits = Integer.parseInt(prefix);
        return bits > most ? null : new AddressRange(address, bits);
    }

    private static byte[] bytes(String text) {
        return text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
    }

    boolean contains(String text) {
        byte[] other = bytes(text);
        if (other == null) {
            return false;
        }
        if (other.length == 16 && address.length == 4 && isMapped(other)) {
            other = Arrays.copyOfRange(other, 12, 16);
        }
        if (other.length != address.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i & 7);
            if ((address[i >> 3] & mask) != (other[i >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }
}
