/**
 * What the gateway tells about itself: meters, the access log, the application log. Knows nothing of
 * routing or authorizers beyond their names and the words of {@link dev.postern.authorizer.Reason}. Refuses to hold up a
 * request: counters are fields, log lines are handed over and dropped when nobody reads them (SR-163).
 */
package dev.postern.gateway.observe;
