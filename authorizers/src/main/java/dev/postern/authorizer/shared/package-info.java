/**
 * What the gateways of a fleet remember together through Redis: decisions, purges and lock-outs. Redis is trusted with
 * nothing but its service: all it holds is sealed under a key that only the gateways have, and named so that names tell
 * nothing (SR-155). No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.shared;
