package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostNameTest {

    static Stream<CaseTable.Row> hosts() {
        return CaseTable.rows("hosts.txt");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void a_host_names_one_host_or_is_refused(CaseTable.Row row) {
        String value = row.get(0);

        assertThat(HostName.isValid(value)).isEqualTo(!"refused".equals(row.get(1)));
        if (HostName.isValid(value)) {
            assertThat(HostName.withoutPort(value)).isEqualTo(row.get(1));
            assertThat(HostName.port(value)).isEqualTo(row.get(2));
        }
    }

    @Test
    void a_host_is_no_longer_than_a_name_and_a_port() {
        assertThat(HostName.isValid("h".repeat(261))).isTrue();
        assertThat(HostName.isValid("h".repeat(262))).isFalse();
    }
}
