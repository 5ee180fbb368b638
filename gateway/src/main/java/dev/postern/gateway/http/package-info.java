/**
 * The rules of HTTP that hold whatever the policy is: one canonical request target, which headers a client may send,
 * forwarding headers, request ids, what a backend's answer may carry, and the gateway's own answers. Decides nothing
 * about callers.
 */
package dev.postern.gateway.http;
