package dev.postern.gateway.http;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.CidrBlock;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The peers whose forwarding headers are believed ({@code server.trustedProxies}). Nobody by default. Refuses to trust
 * every address (SR-25). IPv4-mapped IPv6 addresses are IPv4 (SR-24). Immutable.
 */
public final class TrustedProxies {

    /** Believes nobody. */
    public static final TrustedProxies NONE = new TrustedProxies(new CidrBlock[0]);

    private final CidrBlock[] blocks;

    private TrustedProxies(CidrBlock[] blocks) {
        this.blocks = blocks;
    }

    /**
     * Reads CIDR blocks or single addresses; those that cannot be read are reported and left out.
     *
     * @param path where the list stands in the configuration
     */
    public static TrustedProxies of(List<String> cidrs, String path, Problems problems) {
        List<CidrBlock> blocks = new ArrayList<>();
        for (int i = 0; i < cidrs.size(); i++) {
            String text = cidrs.get(i);
            CidrBlock block = CidrBlock.parse(text);
            if (block == null || block.hasHostBits()) {
                problems.error(
                        path + "[" + i + "]",
                        "'" + text + "' is not a block of addresses",
                        "write one such as 10.0.0.0/8, fd00::/8 or 192.0.2.7, without bits beyond the prefix");
            } else if (block.isEverybody()) {
                problems.error(
                        path + "[" + i + "]",
                        "'" + text + "' trusts every address, so that any client can forge its own",
                        "name the addresses of your proxies");
            } else {
                blocks.add(block);
            }
        }
        return blocks.isEmpty() ? NONE : new TrustedProxies(blocks.toArray(CidrBlock[]::new));
    }

    /** Whether a literal address belongs to a trusted proxy; false for anything that is no address. */
    public boolean trusts(String ip) {
        if (blocks.length == 0 || ip == null) {
            return false;
        }
        byte[] address = IpAddress.parse(ip);
        return address != null && trusts(address);
    }

    private boolean trusts(byte[] address) {
        for (CidrBlock block : blocks) {
            if (block.holds(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The address of the client: the peer, or, when the peer is trusted, the first address from the right of all
     * {@code X-Forwarded-For} lines that is not a trusted proxy (SR-21); without that header the same over
     * {@code Forwarded} (RFC 7239, SR-22). An entry that is no address ends the walk at the hop that reported it.
     *
     * @param peer literal address of the connection
     */
    public String clientOf(String peer, MultiMap headers) {
        if (!trusts(peer)) {
            return peer;
        }
        List<String> hops = ForwardedHops.of(headers);
        String client = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            byte[] address = ForwardedHops.address(hops.get(i));
            if (address == null) {
                return client;
            }
            client = IpAddress.text(address);
            if (!trusts(address)) {
                return client;
            }
        }
        return client;
    }
}
