package dev.postern.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

/** That a leak would be found: tagged as what it watches, so that it runs wherever those tests run, on every JDK. */
@Tag("socket")
class LeakWatchTest {

    @Test
    @DisplayName("every buffer is followed: the detector is at paranoid (SR-66)")
    void paranoid() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

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

    @Test
    @DisplayName("a class of socket tests that lost a buffer fails, and one that lost none does not (SR-66)")
    void fails() {
        LeakWatch.leaks();
        lose();
        assertThatThrownBy(() -> new LeakWatch().afterAll(after("socket")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("never released");
        assertThatCode(() -> new LeakWatch().afterAll(after("socket"))).doesNotThrowAnyException();
    }

    /** The end of a class with this tag; nothing else of it is asked for. */
    private static ExtensionContext after(String tag) {
        return (ExtensionContext) Proxy.newProxyInstance(
                LeakWatchTest.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("getTags")) {
                        return Set.of(tag);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static void lose() {
        for (int i = 0; i < 10; i++) {
            assertThat(ByteBufAllocator.DEFAULT.buffer().refCnt()).isEqualTo(1);
        }
    }
}
