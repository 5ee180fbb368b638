package dev.postern.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of {@code frames.txt}, as it is cut there and byte by byte. */
class FrameTrackerTest {

    static Stream<CaseTable.Row> rows() {
        return CaseTable.rows("frames.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void a_stream_of_frames_ends_where_it_ends(CaseTable.Row row) {
        FrameTracker whole = new FrameTracker();
        FrameTracker single = new FrameTracker();
        for (String piece : row.get(1).split("/")) {
            Buffer bytes = bytes(piece.strip());
            whole.follow(bytes);
            for (int i = 0; i < bytes.length(); i++) {
                single.follow(bytes.slice(i, i + 1));
            }
        }
        assertThat(said(whole)).isEqualTo(row.get(2));
        assertThat(said(single)).as("byte by byte").isEqualTo(row.get(2));
    }

    private static String said(FrameTracker tracker) {
        return (tracker.atBoundary() ? "boundary" : "inside") + (tracker.closeSeen() ? " close" : "");
    }

    private static Buffer bytes(String text) {
        Buffer bytes = Buffer.buffer();
        byte last = 0;
        for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
            if (word.startsWith("x")) {
                // The byte stands there once already.
                for (int i = Integer.parseInt(word.substring(1)); i > 1; i--) {
                    bytes.appendByte(last);
                }
            } else {
                last = (byte) Integer.parseInt(word, 16);
                bytes.appendByte(last);
            }
        }
        return bytes;
    }
}
