/**
 * Hard cases as load: bodies far larger than memory with receivers that stall, and crowds of slow clients. Plain
 * sockets and nothing but the JDK, so that no client library smooths anything; usable from tests with small numbers.
 */
package dev.postern.bench.load;
