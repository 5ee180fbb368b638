package dev.postern.function.runtime;

import java.io.IOException;
import java.net.InetAddress;

/**
 * Who may speak to a function's Runtime API. Loopback is shared by a whole pod or host and is no boundary (SR-154).
 * Blocks for a moment; never on an event loop.
 */
@FunctionalInterface
interface Peers {

    /**
     * Who holds the other end of a connection.
     *
     * @param id the process, or the user where only that can be known
     */
    record Owner(long id) {}

    /**
     * @param peer the address that the connection comes from
     * @param own our own address of the connection
     * @return null for a stranger
     * @throws IOException if it cannot be told; it is a stranger then
     */
    Owner ownerOf(InetAddress peer, int peerPort, InetAddress own, int ownPort) throws IOException;

    /** Those whose socket belongs to this user. All of a user's processes are alike here. */
    static Peers user(SocketTable sockets, long uid) {
        return (peer, peerPort, own, ownPort) -> {
            SocketTable.Row row = sockets.find(peer, peerPort, own, ownPort);
            return row != null && row.uid() == uid ? new Owner(uid) : null;
        };
    }
}
