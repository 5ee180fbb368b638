package dev.postern.authorizer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Resources that outlive one configuration, counted by reference: two configurations that ask with an equal key share
 * one resource, and it is closed when the last of them lets go. A reload thereby keeps fetched key sets whose settings
 * did not change, and drops the others.
 */
public final class SharedResources {

    private record Counted(Object resource, Consumer<Object> closer, int[] holders) {}

    private final Map<Object, Counted> byKey = new HashMap<>();

    /** A hold on a shared resource; {@link #close} lets go once, further calls do nothing. */
    public interface Hold<T> extends AutoCloseable {
        T get();

        @Override
        void close();
    }

    /**
     * Gets the resource of this key, making it when nobody holds it.
     *
     * @param key all settings that shape the resource, with value equality
     * @param maker called under the lock of this object: must not block
     * @param closer called once, when the last holder lets go
     */
    public synchronized <T> Hold<T> hold(Object key, Class<T> type, Supplier<T> maker, Consumer<T> closer) {
        Counted counted =
                byKey.computeIfAbsent(key, k -> new Counted(maker.get(), r -> closer.accept(type.cast(r)), new int[1]));
        counted.holders[0]++;
        T resource = type.cast(counted.resource);
        return new Hold<>() {
            private boolean open = true;

            @Override
            public T get() {
                return resource;
            }

            @Override
            public void close() {
                synchronized (SharedResources.this) {
                    if (!open) {
                        return;
                    }
                    open = false;
                    if (--counted.holders[0] > 0) {
                        return;
                    }
                    byKey.remove(key);
                }
                counted.closer.accept(resource);
            }
        };
    }
}
