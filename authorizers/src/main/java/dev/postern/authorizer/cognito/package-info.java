/**
 * Amazon Cognito user pools: what a token of a pool must be like beyond being a good JWT (api-gateway: Cognito
 * authorizers; aws-jwt-verify). Every pool is an issuer with its own keys and its own app clients, and a token's
 * {@code iss} chooses the pool before any key is fetched. No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.cognito;
