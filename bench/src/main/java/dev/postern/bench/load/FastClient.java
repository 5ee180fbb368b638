package dev.postern.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One client that wants an answer at fixed moments. Latency counts from the moment a request was to be sent, not from
 * when it was: a gateway that makes it wait cannot make the waiting disappear.
 */
public final class FastClient {

    /** It gives up after this many times the time that it was to take. */
    private static final int PATIENCE = 3;

    private final int port;
    private final byte[] request;

    /** @param headers more header lines, each with its end of line */
    public FastClient(int port, String path, String headers) {
        this.port = port;
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What it saw.
     *
     * @param errors answers other than 200, and lost connections
     */
    public record Latencies(int requests, int errors, double p50Millis, double p99Millis, double mostMillis) {}

    /** Sends this many requests a second for some time over one kept connection, which is made anew after an error. */
    public Latencies run(int perSecond, Duration time) throws IOException {
        int count = (int) (perSecond * time.toMillis() / 1000);
        double[] millis = new double[count];
        int errors = 0;
        Socket socket = null;
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = began + i * 1_000_000_000L / perSecond;
            if (System.nanoTime() - began > PATIENCE * time.toNanos()) {
                // It has lost by far: what was never asked counts as unanswered, and as late as it is by now.
                errors++;
                millis[i] = (System.nanoTime() - due) / 1e6;
                continue;
            }
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            try {
                if (socket == null) {
                    socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(10_000);
                }
                if (ask(socket) != 200) {
                    errors++;
                }
            } catch (IOException e) {
                errors++;
                if (socket != null) {
                    socket.close();
                }
                socket = null;
            }
            millis[i] = (System.nanoTime() - due) / 1e6;
        }
        if (socket != null) {
            socket.close();
        }
        Arrays.sort(millis);
        return new Latencies(count, errors, millis[count / 2], millis[(int) (count * 0.99)], millis[count - 1]);
    }

    private int ask(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        Message answer = Message.readHead(in);
        if (answer == null) {
            throw new IOException("closed");
        }
        answer.readBody(in, Pace.EAGER);
        if ("close".equalsIgnoreCase(answer.headers().get("connection"))) {
            throw new IOException("closed with " + answer.status());
        }
        return answer.status();
    }
}
