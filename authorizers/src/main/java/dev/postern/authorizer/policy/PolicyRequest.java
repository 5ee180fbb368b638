package dev.postern.authorizer.policy;

import dev.postern.function.event.MethodArn;
import java.time.Instant;

/** What a policy is asked about: {@code execute-api:Invoke} on one request. */
public interface PolicyRequest {

    /** The only action there is. */
    String ACTION = "execute-api:Invoke";

    MethodArn arn();

    /** {@code aws:CurrentTime} and {@code aws:EpochTime}. */
    Instant time();

    /** {@code aws:SourceIp}. */
    String sourceIp();

    /** {@code aws:SecureTransport}. */
    boolean isSecure();

    /** {@code aws:UserAgent}; null when there is none. */
    String userAgent();

    /** {@code aws:Referer}; null when there is none. */
    String referer();
}
