/**
 * Authorizers that read no credential of their own. {@code open} admits everybody and {@code deny} nobody; every route
 * names its authorizer, so that a public route says so in plain sight. {@code any} and {@code all} ask other authorizers
 * of the same configuration. No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.compose;
