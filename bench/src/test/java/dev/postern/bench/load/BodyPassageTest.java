package dev.postern.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BodyPassageTest {

    private static final int BYTES = (1 << 20) + 5;

    @ParameterizedTest
    @EnumSource(Framing.class)
    void a_body_that_nobody_touched_is_whole_in_both_directions(Framing framing) throws IOException {
        Pace pace = new Pace(1 << 18, Duration.ofMillis(20), 64 << 20);
        try (LoadOrigin origin = new LoadOrigin(pace, 16 << 10)) {
            BodyClient client = new BodyClient(origin.port(), "", 16 << 10);

            assertThat(client.upload("/notes", BYTES, framing)).matches(BodyClient.Passage::isWhole);
            assertThat(client.download("/notes", BYTES, framing, pace)).matches(BodyClient.Passage::isWhole);
        }
    }

    @Test
    void a_body_with_two_blocks_exchanged_is_not_whole() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Message.Body sent = Message.writeBody(out, BYTES, Framing.LENGTH);
        byte[] bytes = out.toByteArray();
        byte[] block = java.util.Arrays.copyOfRange(bytes, 0, 4096);
        System.arraycopy(bytes, 4096, bytes, 0, 4096);
        System.arraycopy(block, 0, bytes, 4096, 4096);

        Message head = new Message("PUT / HTTP/1.1", Map.of("content-length", Integer.toString(BYTES)));
        Message.Body received = head.readBody(new ByteArrayInputStream(bytes), Pace.EAGER);

        assertThat(received.bytes()).isEqualTo(sent.bytes());
        assertThat(new BodyClient.Passage(200, sent, received).isWhole()).isFalse();
    }

    @Test
    void a_fast_client_counts_from_when_it_wanted_to_send() throws IOException {
        try (LoadOrigin origin = new LoadOrigin(Pace.EAGER, 0)) {
            FastClient.Latencies seen = new FastClient(origin.port(), "/notes", "").run(200, Duration.ofMillis(500));

            assertThat(seen.requests()).isEqualTo(100);
            assertThat(seen.errors()).isZero();
            assertThat(seen.p50Millis()).isPositive().isLessThanOrEqualTo(seen.p99Millis());
        }
    }
}
