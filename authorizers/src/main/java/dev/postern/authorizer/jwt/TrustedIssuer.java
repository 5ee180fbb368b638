package dev.postern.authorizer.jwt;

import dev.postern.authorizer.keys.KeySource;

/**
 * An issuer with its own keys and rules: a key of one never verifies a token of another (SR-99).
 *
 * @param issuer what {@code iss} must be, exactly
 * @param keys its keys
 * @param rules what its claims must be like
 */
record TrustedIssuer(String issuer, KeySource keys, ClaimRules rules) {}
