package dev.postern.gateway.http;

import java.util.Arrays;

/** A block of addresses such as {@code 10.0.0.0/8}, {@code fd00::/8} or a single address. */
record CidrBlock(byte[] address, int bits) {

    /** Null when the text is no block, or has bits set beyond its prefix. */
    static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address = IpAddress.parse(literal);
        if (address == null || literal.indexOf('%') >= 0) {
            return null;
        }
        int width = address.length * 8;
        int bits = slash < 0 ? width : number(text.substring(slash + 1));
        if (slash >= 0 && address.length == 4 && literal.indexOf(':') >= 0) {
            bits -= 96;
        }
        if (bits < 0 || bits > width) {
            return null;
        }
        CidrBlock block = new CidrBlock(address, bits);
        byte[] network = address.clone();
        for (int bit = bits; bit < width; bit++) {
            network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return Arrays.equals(network, address) ? block : null;
    }

    boolean holds(byte[] candidate) {
        if (candidate.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (candidate[i] != address[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || (candidate[whole] & 0xFF) >> 8 - rest == (address[whole] & 0xFF) >> 8 - rest;
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 3) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }
}
