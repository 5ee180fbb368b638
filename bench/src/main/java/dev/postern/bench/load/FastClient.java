package dev.postern.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
    public record Latencies(int requests, int errors, double p50Millis, double p99Millis, double mostMillis) {

        private static Latencies of(int errors, double[] millis) {
            Arrays.sort(millis);
            int count = millis.length;
            return new Latencies(count, errors, millis[count / 2], millis[(int) (count * 0.99)], millis[count - 1]);
        }
    }

    private record Seen(int errors, double[] millis) {}

    /**
     * As many users as this, each with a connection of its own and all with this request, share a rate: one that is
     * answered late keeps the others from nothing.
     */
    public Latencies run(int users, int perSecond, Duration time) throws IOException, InterruptedException {
        List<FutureTask<Seen>> tasks = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < users; i++) {
            long first = began + i * 1_000_000_000L / perSecond;
            FutureTask<Seen> task = new FutureTask<>(() -> measure(first, perSecond / (double) users, time));
            tasks.add(task);
            Thread thread = new Thread(task, "user-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        int errors = 0;
        double[] all = new double[0];
        for (FutureTask<Seen> task : tasks) {
            try {
                Seen seen = task.get();
                errors += seen.errors;
                int end = all.length;
                all = Arrays.copyOf(all, end + seen.millis.length);
                System.arraycopy(seen.millis, 0, all, end, seen.millis.length);
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
        return Latencies.of(errors, all);
    }

    /** Sends this many requests a second for some time over one kept connection, which is made anew after an error. */
    public Latencies run(int perSecond, Duration time) throws IOException {
        Seen seen = measure(System.nanoTime(), perSecond, time);
        return Latencies.of(seen.errors, seen.millis);
    }

    private Seen measure(long began, double perSecond, Duration time) throws IOException {
        int count = (int) (perSecond * time.toMillis() / 1000);
        double[] millis = new double[count];
        int errors = 0;
        Socket socket = null;
        for (int i = 0; i < count; i++) {
            long due = began + (long) (i * 1e9 / perSecond);
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
        return new Seen(errors, millis);
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
