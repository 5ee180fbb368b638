package dev.postern.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the parts say by themselves. */
class SmallNounsTest {

    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final String REST = " 00000000:00000000 00:00000000 00000000 ";

    private static InetAddress address(int last) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static SocketTable table(Path proc, String rows4, String rows6) throws IOException {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), HEAD + rows4);
        Files.writeString(proc.resolve("net/tcp6"), HEAD + rows6);
        return new SocketTable(proc);
    }

    @Test
    void a_socket_is_found_by_both_its_ends(@TempDir Path proc) throws IOException {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the rows are of such a machine");
        SocketTable table = table(
                proc,
                "   0: 0100007F:1F90 0100007F:C350 01" + REST + "   10        0 111 1 0000000000000000 20 4 30 10 -1\n"
                        + "   1: 0100007F:C350 0100007F:1F90 01" + REST
                        + " 1000        0 222 1 0000000000000000 20 4 30 10 -1\n"
                        + "   2: 0100007F:C351 0100007F:1F90 06" + REST + "    0        0 0 3 0000000000000000\n",
                "   0: 0000000000000000FFFF00000200007F:C350 0000000000000000FFFF00000100007F:1F90 01" + REST
                        + "    7        0 333 1 0000000000000000 20 4 30 10 -1\n");
        assertThat(table.find(address(1), 50000, address(1), 8080)).isEqualTo(new SocketTable.Row(1000, 222));
        assertThat(table.find(address(2), 50000, address(1), 8080)).isEqualTo(new SocketTable.Row(7, 333));
        assertThat(table.find(address(1), 50001, address(1), 8080))
                .as("not established")
                .isNull();
        assertThat(table.find(address(1), 50002, address(1), 8080)).isNull();
    }

    @Test
    void the_pause_doubles_to_half_a_minute_and_begins_anew_after_a_process_of_use() {
        Restarts restarts = new Restarts();
        assertThat(restarts.afterFailure()).isEqualTo(Duration.ofMillis(250));
        assertThat(restarts.afterFailure()).isEqualTo(Duration.ofMillis(500));
        for (int i = 0; i < 100; i++) {
            restarts.afterFailure();
        }
        assertThat(restarts.afterFailure()).isEqualTo(Duration.ofSeconds(30));
        restarts.wasOfUse();
        assertThat(restarts.afterFailure()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void what_the_gateway_tells_a_function_cannot_be_set_by_hand() {
        assertThat(LambdaVariables.faultOf("AWS_LAMBDA_RUNTIME_API", "x")).isEqualTo("is set by the gateway");
        assertThat(LambdaVariables.faultOf("_HANDLER", "x")).isNotNull();
        assertThat(LambdaVariables.faultOf("AWS_REGION", "eu-west-1")).isNull();
        assertThat(LambdaVariables.faultOf("TABLE_2", "")).isNull();
        assertThat(LambdaVariables.faultOf("2TABLE", "x")).contains("no name");
        assertThat(LambdaVariables.faultOf("A=B", "x")).contains("no name");
        assertThat(LambdaVariables.faultOf("", "x")).contains("no name");
        assertThat(LambdaVariables.faultOf("A", "x\0y")).isEqualTo("holds a NUL");
    }
}
