package dev.postern.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackGroupsTest {

    @Test
    void a_sample_counts_for_whoever_called_the_jdk_or_the_kernel(@TempDir Path directory) throws IOException {
        Path stacks = Files.writeString(directory.resolve("stacks"), """
                java/lang/Thread.run_[0];dev/postern/gateway/Pipeline.handle_[j];java/lang/String.charAt_[j] 1
                java/lang/Thread.run_[0];dev/postern/gateway/Pipeline.handle_[j];io/netty/channel/epoll/Native.write_[j];__x64_sys_sendto_[k];tcp_ack_[k] 2
                start_thread;CompileBroker::compiler_thread_loop 1
                """);

        String report = StackGroups.read(stacks).report(10);

        assertThat(report)
                .contains("25.00 %  postern: gateway")
                .contains("50.00 %  kernel: send")
                .contains("25.00 %  JVM: compiler, GC, other native")
                .contains("75.00 %  dev.postern.gateway.Pipeline.handle");
    }
}
