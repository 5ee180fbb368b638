package dev.postern.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LeakWatchTest {

    @Test
    @DisplayName("a buffer that nobody released is noticed (SR-66)")
    void a_buffer_that_nobody_released_is_noticed() {
        LeakWatch.leaks();
        lose();
        assertThat(LeakWatch.leaks()).isNotEmpty();
    }

    @Test
    void a_released_buffer_is_none() {
        LeakWatch.leaks();
        ByteBufAllocator.DEFAULT.buffer().release();
        assertThat(LeakWatch.leaks()).isEmpty();
    }

    private static void lose() {
        for (int i = 0; i < 10; i++) {
            assertThat(ByteBufAllocator.DEFAULT.buffer().refCnt()).isEqualTo(1);
        }
    }
}
