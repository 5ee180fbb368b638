package dev.postern.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections that show well-formed tokens with a random signature, each another one, and ask again as soon as they are
 * answered. Each may come from a loopback address of its own.
 */
public final class TokenFlood implements AutoCloseable {

    private static final int STACK_BYTES = 256 << 10;

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong unauthorized = new AtomicLong();
    private final AtomicLong unavailable = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    private volatile boolean over;
    private volatile String problem;

    /**
     * @param signed header and claims of a token, encoded, with the dot between them
     * @param signatureBytes of its algorithm
     * @param addresses how many different addresses they come from, 127.0.1.1 and on
     */
    public TokenFlood(int port, String signed, int signatureBytes, int connections, int addresses) {
        for (int i = 0; i < connections; i++) {
            int address = i % addresses;
            Thread thread =
                    new Thread(null, () -> flood(port, signed, signatureBytes, address), "flood-" + i, STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void flood(int port, String signed, int signatureBytes, int address) {
        byte[] signature = new byte[signatureBytes];
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        while (!over) {
            try (Socket socket = new Socket()) {
                byte[] from = {127, 0, (byte) (1 + address / 250), (byte) (1 + address % 250)};
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(10_000);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (!over) {
                    ThreadLocalRandom.current().nextBytes(signature);
                    // Below any modulus: a larger one would be refused without calculating.
                    signature[0] &= 0x3f;
                    String request = "GET /notes HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer "
                            + signed + "." + encoder.encodeToString(signature) + "\r\n\r\n";
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                    Message answer = Message.readHead(in);
                    if (answer == null) {
                        break;
                    }
                    answer.readBody(in, Pace.EAGER);
                    switch (answer.status()) {
                        case 401 -> unauthorized.incrementAndGet();
                        case 503 -> unavailable.incrementAndGet();
                        default -> lost("status " + answer.status());
                    }
                }
            } catch (IOException e) {
                lost(e.toString());
            }
        }
    }

    private void lost(String why) {
        others.incrementAndGet();
        problem = why;
    }

    /** Answers 401: signatures that were checked. */
    public long unauthorized() {
        return unauthorized.get();
    }

    /** Answers 503: past the budget. */
    public long unavailable() {
        return unavailable.get();
    }

    /** Anything else, lost connections included. */
    public long others() {
        return others.get();
    }

    /** The last of the others; null without. */
    public String problem() {
        return problem;
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(2_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
