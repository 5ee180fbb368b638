package dev.postern.gateway.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer was found that nobody released (SR-66). Registered for every test of the
 * module by {@code META-INF/services}; leak detection is on at paranoid level.
 */
public final class LeakWatch implements AfterAllCallback {

    private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();

    /** Must run before the first buffer is made: JUnit makes extensions before test classes. */
    public LeakWatch() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
                return new Recording<>(resource, samplingInterval);
            }

            @Override
            @SuppressWarnings("deprecation") // abstract all the same
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                    Class<T> resource, int samplingInterval, long maxActive) {
                return newResourceLeakDetector(resource, samplingInterval);
            }
        });
    }

    private static final class Recording<T> extends ResourceLeakDetector<T> {
        private Recording(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add("LEAK: " + resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add("LEAK: " + resourceType);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getTags().stream().noneMatch(tag -> tag.equals("socket"))) {
            return;
        }
        List<String> leaks = leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " buffers were never released, first: " + leaks.get(0));
        }
    }

    /** What was lost since the last call, as far as the collector found it. */
    static List<String> leaks() {
        collect();
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    /** Lets the collector find what is unreachable; the detector reports it when the next buffer is made. */
    private static void collect() {
        WeakReference<Object> witness = new WeakReference<>(new Object());
        long end = System.nanoTime() + 2_000_000_000L;
        while (witness.get() != null && System.nanoTime() < end) {
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        for (int i = 0; i < 10; i++) {
            ByteBufAllocator.DEFAULT.buffer().release();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
