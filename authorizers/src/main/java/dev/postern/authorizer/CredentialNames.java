package dev.postern.authorizer;

import java.util.List;

/**
 * The names by which one credential can be locked out: texts that its issuer put into it, and that were verified.
 *
 * @param issuer who made it; {@code sub} and the others are unique within it only (RFC 7519 section 4.1.2)
 * @param subject {@code sub}; null when it has none
 * @param tokenId {@code jti}; null when it has none
 * @param originTokenId {@code origin_jti}, which all Cognito tokens of one sign-in share; null when it has none
 * @param clients the applications it was issued to; empty when it names none
 */
public record CredentialNames(
        String issuer, String subject, String tokenId, String originTokenId, List<String> clients) {

    public CredentialNames {
        clients = List.copyOf(clients);
    }
}
