package dev.postern.authorizer.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Where a decision is filed in this process: 256 bits in fixed space, which tell nothing of the key (SR-112). */
record Slot(long a, long b, long c, long d) {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static Slot of(byte[] name) {
        return new Slot((long) LONGS.get(name, 0), (long) LONGS.get(name, 8), (long) LONGS.get(name, 16), (long)
                LONGS.get(name, 24));
    }

    @Override
    public int hashCode() {
        return (int) a;
    }
}
