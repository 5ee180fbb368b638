/**
 * A development user pool: enough of Amazon Cognito's wire protocol that Cognito's own client library signs users up
 * and in against it, with nothing but its endpoint changed. Keys and users live in memory and die with the process.
 * For laptops and tests: it has no lockout, no abuse protection and answers any web page (CORS {@code *}).
 *
 * <p>Sources: the Amazon Cognito user pools API reference for names, parameters and errors; RFC 5054 for the SRP group;
 * {@code amazon-cognito-identity-js} 6.3.21 (AuthenticationHelper, DateHelper) for Cognito's own SRP variant.
 */
package dev.postern.sample.pool;
