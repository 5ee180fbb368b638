package dev.postern.function.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's table of TCP sockets, {@code /proc/net/tcp} and {@code /proc/net/tcp6} (Linux, proc_net_tcp.txt): whose is
 * the other end of a connection over loopback? Reading it blocks for a moment; never on an event loop.
 */
final class SocketTable {

    /** A socket's owner by user, and the number by which a process's descriptors name it. */
    record Row(long uid, long inode) {}

    private static final String MAPPED = mapped();
    private static final String ESTABLISHED = "01";

    private final Path proc;

    /** @param proc where procfs is mounted */
    SocketTable(Path proc) {
        this.proc = proc;
    }

    /** Why nothing can be told here; null when all is well. */
    String fault() {
        return Files.isReadable(proc.resolve("net/tcp")) && Files.isReadable(proc.resolve("self/fd"))
                ? null
                : proc + "/net/tcp cannot be read, so nobody could tell a function's connection from a stranger's;"
                        + " functions with runtime need Linux with procfs";
    }

    /**
     * The established socket that is bound to {@code near} and connected to {@code far}, both IPv4; null when there is
     * none any more. A socket of family IPv6 with mapped addresses counts, as Java's do.
     */
    Row find(InetAddress near, int nearPort, InetAddress far, int farPort) throws IOException {
        String pair = endpoint(near, nearPort) + " " + endpoint(far, farPort) + " " + ESTABLISHED + " ";
        Row row = find(proc.resolve("net/tcp"), pair);
        if (row != null || !Files.isReadable(proc.resolve("net/tcp6"))) {
            return row;
        }
        String mapped = MAPPED + endpoint(near, nearPort) + " " + MAPPED + endpoint(far, farPort);
        return find(proc.resolve("net/tcp6"), mapped + " " + ESTABLISHED + " ");
    }

    private static Row find(Path table, String pair) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int start = line.indexOf(": ");
                if (start >= 0 && line.startsWith(pair, start + 2)) {
                    // tx:rx tr:when retransmits uid timeout inode
                    String[] rest =
                            line.substring(start + 2 + pair.length()).strip().split(" +", 7);
                    return new Row(Long.parseLong(rest[3]), Long.parseLong(rest[5]));
                }
            }
        }
        return null;
    }

    /** As the kernel prints it: the address as a number in the machine's byte order, and the port. */
    private static String endpoint(InetAddress address, int port) {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalArgumentException("not IPv4: " + address);
        }
        int number = ByteBuffer.wrap(address.getAddress())
                .order(ByteOrder.nativeOrder())
                .getInt();
        return String.format("%08X:%04X", number, port);
    }

    private static String mapped() {
        int last = ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xFF, (byte) 0xFF})
                .order(ByteOrder.nativeOrder())
                .getInt();
        return "0".repeat(16) + String.format("%08X", last);
    }
}
