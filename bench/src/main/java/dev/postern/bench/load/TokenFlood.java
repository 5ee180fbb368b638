package dev.postern.bench.load;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
    private TokenFlood(int port, String signed, int signatureBytes, int connections, int addresses) {
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

    /**
     * The flood as a process of its own, so that it cannot keep the client that is measured from running. Arguments as
     * for the constructor. It answers each line of standard input with {@code unauthorized unavailable others problem},
     * and ends with standard input.
     */
    public static void main(String[] args) throws IOException {
        try (TokenFlood flood = new TokenFlood(
                        Integer.parseInt(args[0]),
                        args[1],
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Integer.parseInt(args[4]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            while (in.readLine() != null) {
                System.out.println(
                        flood.unauthorized + " " + flood.unavailable + " " + flood.others + " " + flood.problem);
            }
        }
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
