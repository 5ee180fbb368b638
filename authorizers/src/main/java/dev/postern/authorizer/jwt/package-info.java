/**
 * Tokens of any OpenID Connect or JWT issuer: signature, issuer, audience, time, scopes, groups and claims.
 *
 * <p>The order of checks is cheap before costly: form, issuer, time and audience, then the key, then the signature.
 * Nothing is believed before all have passed; what does not depend on the route is cached, time and route rules are
 * checked on every request (SR-108). No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.jwt;
