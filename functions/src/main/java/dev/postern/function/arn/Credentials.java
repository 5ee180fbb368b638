package dev.postern.function.arn;

import io.vertx.core.Future;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Where the keys that calls are signed with come from. Safe for concurrent use, never blocks. */
public interface Credentials {

    /** Keys that are good now; fails with a message that names no secret when there are none. */
    Future<AwsCredentialsIdentity> current();

    /** Stops what fetches them. */
    default void close() {}
}
