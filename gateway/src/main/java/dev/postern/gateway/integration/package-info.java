/**
 * Where an admitted request goes: connections to upstreams, the forwarding of one request with streaming both ways, and
 * WebSocket tunnels. Nothing here decides whether a request may go there.
 */
package dev.postern.gateway.integration;
