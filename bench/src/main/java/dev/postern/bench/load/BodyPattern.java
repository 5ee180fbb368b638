package dev.postern.bench.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A body of any length whose every eight bytes depend on where they stand: what is lost, doubled or moved on the way
 * changes the digest. Nothing of it is kept in memory.
 */
public final class BodyPattern {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private BodyPattern() {}

    /**
     * Fills a buffer.
     *
     * @param block length a multiple of eight
     * @param offset where in the body it stands, a multiple of eight
     */
    public static void fill(byte[] block, long offset) {
        long position = offset / Long.BYTES;
        for (int i = 0; i < block.length; i += Long.BYTES) {
            long mixed = (position++ + 1) * 0x9E3779B97F4A7C15L;
            LONGS.set(block, i, mixed ^ mixed >>> 29);
        }
    }
}
