package dev.postern.authorizer.cache;

/**
 * Turns remembered values into bytes for the shared store and back. The bytes are sealed by whoever keeps them; a codec
 * need not fear forgery, but older and newer versions of itself.
 */
public interface ValueCodec<V> {

    /** The value as bytes; never null. */
    byte[] encode(V value);

    /** The value of these bytes; null when they are of another version or make no sense. */
    V decode(byte[] bytes);

    /** Bytes a value holds in memory, about. */
    default int weight(V value) {
        return encode(value).length;
    }
}
