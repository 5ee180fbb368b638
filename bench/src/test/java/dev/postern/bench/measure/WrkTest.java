package dev.postern.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkTest {

    private static final String PRINTED = """
            Running 4s test @ http://127.0.0.1:8080/notes
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.42ms    1.10ms  21.11ms   93.15%
                Req/Sec    48.29k     3.91k   54.97k    72.50%
              Latency Distribution
                 50%    1.17ms
                 75%    1.43ms
                 90%    2.10ms
                 99%  780.00us
              192345 requests in 4.00s, 61.28MB read
            Requests/sec:  48075.88
            Transfer/sec:     15.32MB
            """;

    @Test
    void a_clean_run_is_read() {
        assertThat(Wrk.read(PRINTED)).isEqualTo(new Wrk(192_345, 48_075.88, 0.78, 0));
    }

    @Test
    void bad_answers_and_socket_errors_are_faults() {
        String printed =
                PRINTED + "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 5\n";

        assertThat(Wrk.read(printed).faults()).isEqualTo(15);
    }

    @Test
    void anything_else_is_shown_not_guessed() {
        assertThatThrownBy(() -> Wrk.read("unable to connect to 127.0.0.1:1 Connection refused"))
                .hasMessageContaining("unable to connect");
    }
}
