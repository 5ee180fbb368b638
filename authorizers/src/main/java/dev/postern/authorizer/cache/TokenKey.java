package dev.postern.authorizer.cache;

/** What a token is filed under: the 256 bits that {@link TokenCache#key} makes of it, in fixed space. */
public record TokenKey(long a, long b, long c, long d) {

    @Override
    public int hashCode() {
        return (int) a;
    }
}
