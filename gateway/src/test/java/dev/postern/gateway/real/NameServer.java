package dev.postern.gateway.real;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A DNS server on loopback (RFC 1035) that has the same A records for every name, good for one second, and no other
 * records.
 */
final class NameServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int TYPE_A = 1;

    private final DatagramSocket socket;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<String> addresses;

    private NameServer(DatagramSocket socket, List<String> addresses) {
        this.socket = socket;
        this.addresses = addresses;
    }

    static NameServer start(String... addresses) {
        try {
            NameServer server =
                    new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()), List.of(addresses));
            Thread thread = new Thread(server::serve, "name-server");
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code AddressResolverOptions} wants it. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** What every name means from now on. */
    void change(String... now) {
        addresses = List.of(now);
    }

    /** Questions for addresses so far. */
    int asked() {
        return asked.get();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        int end = HEADER;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        int type = (question[end + 1] & 0xff) << 8 | question[end + 2] & 0xff;
        List<String> found = type == TYPE_A ? addresses : List.of();
        if (type == TYPE_A) {
            asked.incrementAndGet();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(question, 0, 2);
        // A recursive answer without an error: one question, the records, nothing else.
        out.write(new byte[] {(byte) 0x81, (byte) 0x80, 0, 1, 0, (byte) found.size(), 0, 0, 0, 0});
        out.write(question, HEADER, end + 5 - HEADER);
        for (String address : found) {
            // The name of the question by its offset, type A, class IN, one second, four bytes.
            out.write(new byte[] {(byte) 0xc0, HEADER, 0, TYPE_A, 0, 1, 0, 0, 0, 1, 0, 4});
            out.write(InetAddress.getByName(address).getAddress());
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
