package dev.postern.gateway.integration;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of one upstream. A name is resolved again for every new connection; the resolver behind it keeps
 * answers for as long as their DNS time to live says, so a moved service is followed without a restart.
 *
 * <p>Each call starts one address further, which spreads connections over all of them.
 */
final class AddressBook {

    private final VertxInternal vertx;
    private final String host;
    private final int port;
    private final List<SocketAddress> fixed;
    private int turn;

    /**
     * @param socket path of a unix domain socket, or null
     * @param host name or literal address, unless there is a socket
     */
    AddressBook(Vertx vertx, String socket, String host, int port) {
        this.vertx = (VertxInternal) vertx;
        this.host = host;
        this.port = port;
        if (socket != null) {
            fixed = List.of(SocketAddress.domainSocketAddress(socket));
        } else if (io.netty.util.NetUtil.isValidIpV4Address(host) || io.netty.util.NetUtil.isValidIpV6Address(host)) {
            fixed = List.of(SocketAddress.inetSocketAddress(port, host));
        } else {
            fixed = null;
        }
    }

    /** All addresses, the one to try first at the front. Fails when the name has none. */
    Future<List<SocketAddress>> addresses() {
        if (fixed != null) {
            return Future.succeededFuture(fixed);
        }
        return vertx.nameResolver().resolveAll(host).map(this::inTurn);
    }

    private List<SocketAddress> inTurn(List<InetSocketAddress> resolved) {
        List<SocketAddress> addresses = new ArrayList<>(resolved.size());
        int first = Math.floorMod(turn++, Math.max(1, resolved.size()));
        for (int i = 0; i < resolved.size(); i++) {
            InetAddress address = resolved.get((first + i) % resolved.size()).getAddress();
            addresses.add(SocketAddress.inetSocketAddress(port, address.getHostAddress()));
        }
        return addresses;
    }
}
