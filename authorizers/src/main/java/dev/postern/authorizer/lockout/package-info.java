/**
 * The deny list: which credentials are not admitted although they are good, and until when. Knows neither files nor
 * HTTP; whoever does fills it. No parameter and no return value is null unless it says so.
 */
package dev.postern.authorizer.lockout;
