package dev.postern.authorizer.lambda;

import com.google.re2j.Pattern;
import dev.postern.authorizer.Decision;
import dev.postern.function.event.AuthorizerEvent;
import java.time.Duration;

/**
 * The settings of one Lambda authorizer; {@code docs/authorizers/lambda.md} says what each means.
 *
 * @param function its name
 * @param validation null for none
 * @param ttl how long an answer is remembered, zero for not at all
 * @param denyTtl how long a denial is; null when denials are remembered like anything else and {@code Unauthorized} is not
 * @param stale how long after that it may be served while it is made anew
 * @param byRoute whether an answer counts for the method and route it was made for only
 * @param simple whether simple answers are expected
 * @param failOpen whether everybody is let through while the function cannot be reached
 * @param wording of explicit denials under rest-api
 */
record LambdaSettings(
        String function,
        AuthorizerEvent event,
        IdentitySources sources,
        Pattern validation,
        Duration ttl,
        Duration denyTtl,
        Duration stale,
        Duration timeout,
        boolean byRoute,
        boolean simple,
        boolean principalRequired,
        boolean failOpen,
        Decision.Wording wording) {

    boolean remembers() {
        return !ttl.isZero();
    }
}
