/**
 * The gateway between real components: clients and user pools as published, the packaged jar as a process, DNS, TLS,
 * socket files. What needs Node is skipped with the reason where it is absent, and fails with {@code CI=true}.
 */
package dev.postern.gateway.real;
