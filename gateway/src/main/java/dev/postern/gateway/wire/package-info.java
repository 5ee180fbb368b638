/**
 * The client side of the wire: the strict request decoder, client connections with their limits, and deadlines. Knows
 * bytes and time, no policy.
 *
 * <p>The decoder stands on internals of Vert.x 5.1 ({@code httpDecoder} in the channel pipeline). It closes
 * CVE-2026-102479 on listeners that speak HTTP/1 from the first byte or by ALPN.
 */
package dev.postern.gateway.wire;
