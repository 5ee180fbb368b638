package dev.postern.sample.pool;

import java.time.Instant;

/**
 * One sign-in; its tokens and their refreshed successors share all of this.
 *
 * @param username who signed in
 * @param originJti the claim {@code origin_jti}, by which a sign-in is revoked
 * @param eventId the claim {@code event_id}
 * @param time the claim {@code auth_time}
 */
record SignIn(String username, String originJti, String eventId, Instant time) {}
