package dev.postern.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AccessLogTest {

    @Test
    void a_line_is_out_within_a_second_without_another_one_coming() throws Exception {
        PipedInputStream in = new PipedInputStream(1 << 16);
        try (AccessLog log = new AccessLog(new PipedOutputStream(in), AccessLog.QUEUE_BYTES);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                log.write(Finished.ADMITTED.withPath("/" + i));
                JsonObject line = new JsonObject(lines.readLine());
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
                assertThat(line.getString("path")).isEqualTo("/" + i);
            }
            assertThat(log.dropped()).isZero();
        }
    }

    @Test
    @DisplayName("an output that nobody reads delays nobody and what is dropped is counted (SR-163)")
    void an_output_that_nobody_reads_delays_nobody_and_what_is_dropped_is_counted() throws Exception {
        PipedInputStream neverRead = new PipedInputStream(1024);
        AccessLog log = new AccessLog(new PipedOutputStream(neverRead), 64 << 10);
        int lines = 50_000;
        long start = System.nanoTime();
        for (int i = 0; i < lines; i++) {
            log.write(Finished.ADMITTED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(log.dropped()).isBetween(lines - 300L, lines - 100L);

        start = System.nanoTime();
        log.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(log.dropped()).isLessThanOrEqualTo(lines);
        neverRead.close();
    }

    @Test
    void a_reader_that_comes_back_gets_whole_lines_again() throws Exception {
        PipedInputStream in = new PipedInputStream(1024);
        AccessLog log = new AccessLog(new PipedOutputStream(in), 16 << 10);
        while (log.dropped() == 0) {
            log.write(Finished.ADMITTED);
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        String path = null;
        for (int i = 0; !"/last".equals(path); i++) {
            assertThat(i).isLessThan(10_000);
            log.write(Finished.ADMITTED.withPath("/last"));
            path = new JsonObject(lines.readLine()).getString("path");
        }
        Thread rest = new Thread(() -> lines.lines().forEach(JsonObject::new));
        rest.setDaemon(true);
        rest.start();
        log.close();
        in.close();
    }

    @Test
    void lines_of_several_threads_stay_whole_and_none_is_lost() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(out, 64 << 20);
        int threads = 4;
        int each = 5_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            String prefix = "/" + t + "/";
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            log.write(Finished.ADMITTED.withPath(prefix + i));
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        log.close();
        Set<String> paths = new HashSet<>();
        out.toString(StandardCharsets.US_ASCII)
                .lines()
                .forEach(line -> paths.add(new JsonObject(line).getString("path")));
        assertThat(paths).hasSize(threads * each);
        assertThat(log.dropped()).isZero();
    }

    @Test
    void close_writes_what_waits_and_later_lines_are_dropped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(out, AccessLog.QUEUE_BYTES);
        for (int i = 0; i < 1_000; i++) {
            log.write(Finished.ADMITTED);
        }
        log.close();
        log.write(Finished.ADMITTED);
        assertThat(out.toString(StandardCharsets.US_ASCII).lines()).hasSize(1_000);
        assertThat(log.dropped()).isEqualTo(1);
        log.close();
    }

    @Test
    void a_line_longer_than_a_batch_is_written_whole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(out, AccessLog.QUEUE_BYTES);
        log.write(Finished.ADMITTED);
        log.write(Finished.ADMITTED.withText("\u0001".repeat(8192)));
        log.write(Finished.ADMITTED);
        log.close();
        List<Integer> lengths = new ArrayList<>();
        out.toString(StandardCharsets.US_ASCII).lines().forEach(line -> lengths.add(new JsonObject(line).size()));
        assertThat(lengths).containsExactly(16, 16, 16);
        assertThat(out.size()).isGreaterThan(6 * 8192);
    }

    @Test
    void an_output_that_fails_counts_its_lines_and_is_tried_again() {
        FailingOnce out = new FailingOnce();
        AccessLog log = new AccessLog(out, AccessLog.QUEUE_BYTES);
        log.write(Finished.ADMITTED.withPath("/lost"));
        assertThat(out.awaitFailure()).isTrue();
        log.write(Finished.ADMITTED.withPath("/kept"));
        log.close();
        assertThat(log.dropped()).isEqualTo(1);
        List<String> lines =
                out.bytes.toString(StandardCharsets.US_ASCII).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(new JsonObject(lines.get(1)).getString("path")).isEqualTo("/kept");
    }

    @Test
    void no_access_log_writes_and_counts_nothing() {
        AccessLog none = AccessLog.none();
        none.write(Finished.ADMITTED);
        assertThat(none.dropped()).isZero();
        none.close();
    }

    /** Writes three bytes of the first array it gets and fails, as a full disk does. */
    private static final class FailingOnce extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch failed = new CountDownLatch(1);

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (failed.getCount() > 0) {
                bytes.write(from, offset, 3);
                failed.countDown();
                throw new IOException("no space left on device");
            }
            bytes.write(from, offset, length);
        }

        boolean awaitFailure() {
            try {
                return failed.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }
    }
}
