/**
 * Finding and opening a bearer token without trusting it.
 *
 * <p>{@link dev.postern.authorizer.token.Credentials} looks for the one credential of a request,
 * {@link dev.postern.authorizer.token.TokenReader} takes it apart under rules that leave two readers of the same bytes
 * nothing to disagree about (SR-76 to SR-89). Nothing here checks a signature or a claim. No parameter and no return
 * value is null unless it says so.
 */
package dev.postern.authorizer.token;
