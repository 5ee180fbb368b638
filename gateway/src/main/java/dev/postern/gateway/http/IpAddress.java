package dev.postern.gateway.http;

import dev.postern.gateway.config.CidrBlock;
import io.netty.util.NetUtil;

/** An IP address as bytes; IPv4-mapped IPv6 is IPv4 (SR-24). Never resolves a name. */
public final class IpAddress {

    private IpAddress() {}

    /** 4 or 16 bytes; null when the text is no literal address. A zone ({@code %eth0}) is ignored. */
    static byte[] parse(String text) {
        int zone = text.indexOf('%');
        String literal = zone > 0 ? text.substring(0, zone) : text;
        if (NetUtil.isValidIpV4Address(literal)) {
            return NetUtil.createByteArrayFromIpAddressString(literal);
        }
        if (literal.isEmpty() || literal.charAt(0) == '[' || !NetUtil.isValidIpV6Address(literal)) {
            return null;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        return bytes != null && CidrBlock.MAPPED.holds(bytes)
                ? new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]}
                : bytes;
    }

    /** The usual text form of a literal address, IPv4-mapped ones as IPv4; null for anything else. */
    public static String canonical(String literal) {
        byte[] bytes = parse(literal);
        return bytes == null ? null : text(bytes);
    }

    /** The usual text form, so that equal addresses are equal texts. */
    static String text(byte[] address) {
        return NetUtil.bytesToIpAddress(address);
    }
}
