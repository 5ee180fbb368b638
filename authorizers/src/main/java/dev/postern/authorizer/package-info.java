/**
 * The authorizer SPI: what an authorizer is asked and what it may answer.
 *
 * <p>An {@link dev.postern.authorizer.AuthorizerFactory} is found by {@link java.util.ServiceLoader}, reads its
 * {@link dev.postern.authorizer.Settings} and makes an {@link dev.postern.authorizer.Authorizer}. The gateway asks it
 * once per request and gets a {@link dev.postern.authorizer.Decision}. Everything that is not an explicit
 * {@code Allow} keeps the gate closed. No parameter and no return value in this package is null unless it says so.
 */
package dev.postern.authorizer;
