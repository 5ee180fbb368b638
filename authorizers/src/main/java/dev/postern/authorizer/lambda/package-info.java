/**
 * {@code type: lambda}: functions decide, as API Gateway's Lambda authorizers do. An event goes out; a policy or a simple
 * answer comes back, is read strictly, kept for a while and evaluated for each request. What a function says when it fails
 * goes to the log and to {@code explain}, never to a client. No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.lambda;
