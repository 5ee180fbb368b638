/**
 * Verification keys: where they come from, which of them count, and when they stop to.
 *
 * <p>A {@link dev.postern.authorizer.keys.KeySource} belongs to one issuer and to nobody else (SR-99). It fetches,
 * filters and refreshes off the request path; requests read an immutable
 * {@link dev.postern.authorizer.keys.KeySet}. No usable key means no key set, and no key set closes the gate (SR-75).
 * No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.keys;
