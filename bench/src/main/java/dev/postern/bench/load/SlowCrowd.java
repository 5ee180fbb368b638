package dev.postern.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that take all the time there is, in equal parts: heads that come byte by byte, uploads that do, and readers
 * of a large answer who take a kilobyte at a time. One thread steps all of them, non-blocking, each about once in
 * {@code step}. Who is thrown out, which a head time-out does, comes back.
 */
public final class SlowCrowd implements AutoCloseable {

    /** What a client is slow at. */
    public enum Slowness {
        HEAD,
        UPLOAD,
        READER
    }

    private static final int UPLOAD_BYTES = 1 << 20;
    /** None lives long enough to send more, at a byte a step. */
    private static final int SENT_BYTES = 4096;

    private static final int READ_BYTES = 1 << 10;
    private static final int READER_BODY = 8 << 20;
    private static final int SETTLING_STEPS = 5;
    private static final int SMALL_BUFFER = 4 << 10;

    private final InetSocketAddress target;
    private final String headers;
    private final Client[] clients;
    private final long stepNanos;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch assembled = new CountDownLatch(SETTLING_STEPS);
    private final Map<Slowness, AtomicInteger> thrownOut = new EnumMap<>(Slowness.class);
    private volatile boolean stop;

    /**
     * @param port of the gateway
     * @param headers more header lines, each with its end of line
     * @param count how many clients
     * @param step how often each does something
     */
    public SlowCrowd(int port, String headers, int count, Duration step) {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.headers = headers;
        this.stepNanos = step.toNanos();
        this.clients = new Client[count];
        for (Slowness slowness : Slowness.values()) {
            thrownOut.put(slowness, new AtomicInteger());
        }
        for (int i = 0; i < count; i++) {
            clients[i] = new Client(Slowness.values()[i % Slowness.values().length]);
        }
        this.thread = new Thread(this::run, "slow-crowd");
        this.thread.setDaemon(true);
    }

    /** Begins; returns when all of them are connected and have done a few steps, so that queues are as full as they get. */
    public void gather(Duration patience) throws InterruptedException {
        thread.start();
        if (!assembled.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the crowd is not complete after " + patience);
        }
    }

    /** How often a client of this kind was disconnected or refused, and came back. */
    public int thrownOut(Slowness slowness) {
        return thrownOut.get(slowness).get();
    }

    private void run() {
        try {
            while (!stop) {
                long began = System.nanoTime();
                for (int i = 0; i < clients.length && !stop; i++) {
                    clients[i].step();
                    // Evenly over the period, not all at once: a burst would be a load of its own.
                    long ahead = began + stepNanos * i / clients.length - System.nanoTime();
                    if (ahead > 1_000_000) {
                        java.util.concurrent.locks.LockSupport.parkNanos(ahead);
                    }
                }
                assembled.countDown();
            }
        } finally {
            for (Client client : clients) {
                client.leave();
            }
            stopped.countDown();
        }
    }

    @Override
    public void close() {
        stop = true;
        try {
            stopped.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Client {

        private final Slowness slowness;
        private SocketChannel channel;
        private ByteBuffer toSend;
        private final ByteBuffer answer = ByteBuffer.allocate(READ_BYTES);

        Client(Slowness slowness) {
            this.slowness = slowness;
        }

        void step() {
            try {
                if (channel == null) {
                    connect();
                    return;
                }
                boolean stays =
                        switch (slowness) {
                            case HEAD, UPLOAD -> sendByte() && !isAnswered();
                            case READER -> readSome();
                        };
                if (!stays) {
                    comeBack();
                }
            } catch (IOException e) {
                comeBack();
            }
        }

        private void comeBack() {
            thrownOut.get(slowness).incrementAndGet();
            leave();
        }

        private void connect() throws IOException {
            channel = SocketChannel.open();
            if (slowness == Slowness.READER) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            }
            channel.connect(target);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            String line =
                    switch (slowness) {
                        case HEAD -> "GET /notes HTTP/1.1\r\nX-Slow: " + "x".repeat(4096);
                        case UPLOAD -> "PUT /notes HTTP/1.1\r\nContent-Length: " + UPLOAD_BYTES;
                        case READER -> "GET /notes/source?bytes=" + READER_BODY + "&framing=LENGTH HTTP/1.1";
                    };
            String head = line + "\r\nHost: 127.0.0.1\r\n" + headers + "\r\n";
            toSend = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
            if (slowness != Slowness.HEAD) {
                channel.write(toSend);
            }
            if (slowness == Slowness.UPLOAD) {
                toSend = ByteBuffer.allocate(SENT_BYTES);
            }
        }

        private boolean sendByte() throws IOException {
            if (!toSend.hasRemaining()) {
                return false;
            }
            ByteBuffer one = toSend.slice(toSend.position(), 1);
            if (channel.write(one) == 1) {
                toSend.position(toSend.position() + 1);
            }
            return true;
        }

        /** Nothing is to be answered yet: any answer is a refusal, and the end of the stream is one. */
        private boolean isAnswered() throws IOException {
            answer.clear();
            return channel.read(answer) != 0;
        }

        private boolean readSome() throws IOException {
            answer.clear();
            int count = channel.read(answer);
            boolean refused = count > 0 && isRefusal();
            return count >= 0 && !refused;
        }

        private boolean isRefusal() {
            byte[] bytes = answer.array();
            return bytes[0] == 'H' && bytes[1] == 'T' && bytes[9] != '2' && bytes[4] == '/';
        }

        void leave() {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                channel = null;
            }
        }
    }
}
