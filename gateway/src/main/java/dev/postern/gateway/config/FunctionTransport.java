package dev.postern.gateway.config;

import dev.postern.function.arn.FunctionArn;
import dev.postern.function.http.Endpoint;
import dev.postern.function.runtime.RuntimeHost;
import java.time.Duration;

/** Where a function runs and how it is reached: exactly one for each function. */
public sealed interface FunctionTransport {

    /**
     * An HTTP endpoint that the event is posted to.
     *
     * @param tls whether the URL says {@code https}
     * @param host name or address without brackets
     * @param port of the URL or its scheme's default
     * @param path exactly as written, at least a slash
     */
    record Url(boolean tls, String host, int port, String path) implements FunctionTransport {}

    /**
     * A runtime that fetches its events from the gateway.
     *
     * @param timeout the longest that one invocation may take
     * @param init how long a fresh process may take until it asks for its first event
     */
    record Runtime(RuntimeHost host, Duration timeout, Duration init) implements FunctionTransport {}

    /**
     * A function on AWS Lambda.
     *
     * @param endpoint where the Invoke API is; null for Lambda's own
     * @param role ARN of the role to assume first; null for none
     */
    record Arn(FunctionArn arn, Endpoint endpoint, String role) implements FunctionTransport {}

    /**
     * A Lambda handler written in Java, in this process.
     *
     * @param className binary name of a class in one of the plug-ins
     */
    record InProcess(String className) implements FunctionTransport {}
}
