package dev.postern.authorizer.jwt;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which claims say who the caller is. A claim that is there but is not a non-empty text of its kind makes the token
 * invalid (SR-93); one that is not there leaves its value out, never empty (SR-160).
 *
 * @param username claims that hold the user's name, the first present one counts
 * @param groups claim that holds the user's groups
 * @param scopes claims that hold scopes, the first present one counts
 * @param clients claims that name the applications a token was issued to; all of them count
 * @param sendUnverifiedEmail whether {@code email} counts although {@code email_verified} is present and not true
 */
public record IdentityClaims(
        List<String> username, String groups, List<String> scopes, List<String> clients, boolean sendUnverifiedEmail) {

    public IdentityClaims {
        username = List.copyOf(username);
        scopes = List.copyOf(scopes);
        clients = List.copyOf(clients);
    }

    /** The caller; null when a claim is not what it must be. */
    public Identity read(Map<String, Object> claims) {
        Map<String, Object> context = new LinkedHashMap<>();
        Object subject = claims.get("sub");
        if (subject != null && !isName(subject)) {
            return null;
        }
        Object name = first(claims, username);
        if (name != null) {
            if (!isName(name)) {
                return null;
            }
            context.put("username", name);
        }
        Object email = claims.get("email");
        if (email != null && (sendUnverifiedEmail || isVerified(claims))) {
            if (!isAddress(email)) {
                return null;
            }
            context.put("email", email);
        }
        Object memberships = claims.get(groups);
        if (memberships != null) {
            List<String> names = ClaimTexts.texts(memberships);
            if (names == null) {
                return null;
            }
            // A comma inside a name would read as two groups.
            String joined = String.join(
                    ",",
                    names.stream()
                            .filter(group -> !group.isEmpty() && group.indexOf(',') < 0)
                            .toList());
            if (!joined.isEmpty()) {
                context.put("groups", joined);
            }
        }
        return new Identity((String) subject, context, claims);
    }

    /** The caller's groups; empty when there are none. */
    List<String> groupsOf(Map<String, Object> claims) {
        List<String> names = ClaimTexts.texts(claims.get(groups));
        return names == null ? List.of() : names;
    }

    /** The names by which a token of this issuer can be locked out; a number counts by its plain text. */
    CredentialNames namesOf(String issuer, Map<String, Object> claims) {
        List<String> applications = new ArrayList<>();
        for (String claim : clients) {
            Object value = claims.get(claim);
            List<String> texts = value instanceof List ? ClaimTexts.texts(value) : null;
            String text = ClaimTexts.plain(value);
            applications.addAll(texts != null ? texts : text != null ? List.of(text) : List.of());
        }
        return new CredentialNames(
                issuer,
                ClaimTexts.plain(claims.get("sub")),
                ClaimTexts.plain(claims.get("jti")),
                ClaimTexts.plain(claims.get("origin_jti")),
                applications);
    }

    /** The token's scopes; empty when there are none. */
    List<String> scopesOf(Map<String, Object> claims) {
        return ClaimTexts.words(first(claims, scopes));
    }

    private static Object first(Map<String, Object> claims, List<String> names) {
        for (String name : names) {
            if (claims.get(name) != null) {
                return claims.get(name);
            }
        }
        return null;
    }

    private static boolean isName(Object claim) {
        return claim instanceof String text && !text.isEmpty();
    }

    /** Cognito sends a boolean, some issuers the text. */
    private static boolean isVerified(Map<String, Object> claims) {
        Object verified = claims.get("email_verified");
        return !claims.containsKey("email_verified") || Boolean.TRUE.equals(verified) || "true".equals(verified);
    }

    private static boolean isAddress(Object claim) {
        return claim instanceof String text
                && text.indexOf('@') > 0
                && text.indexOf('@') == text.lastIndexOf('@')
                && !text.endsWith("@");
    }
}
