package dev.postern.authorizer.token;

import dev.postern.authorizer.Reason;

/** What reading a token gives: its parts, or why it was refused. */
public sealed interface TokenReading permits UnverifiedToken, TokenReading.Refused {

    /** The token was refused before anybody looked at its signature. */
    record Refused(Reason reason) implements TokenReading {}
}
