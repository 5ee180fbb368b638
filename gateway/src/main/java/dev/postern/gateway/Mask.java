package dev.postern.gateway;

import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.token.QueryText;
import dev.postern.authorizer.token.SubprotocolText;
import io.vertx.core.MultiMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides one request's credentials in what {@code explain} shows: headers and query parameters that carry credentials,
 * the same values wherever they turn up again, and anything that looks like a token (SR-146).
 */
final class Mask {

    private static final Set<String> HEADERS = Set.of(
            "authorization", "proxy-authorization", "cookie", "x-api-key", "x-amz-security-token", "x-auth-token");

    /** Three base64url parts of which the first is a JSON object, blanks after its brace or not (RFC 7519 section 3). */
    private static final Pattern TOKEN = Pattern.compile("e[yw][A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private static final Pattern PARAMETER = Pattern.compile("([?&])([^=&\\s]+)=([^&\\s]+)");

    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("token|key|secret|passw|signature|credential|auth|code", Pattern.CASE_INSENSITIVE);

    /** A shorter value would be hidden inside words that have nothing to do with it. */
    private static final int SHORTEST = 6;

    /** A part of a token, not a word of a domain name. */
    private static final int LONG_PART = 20;

    private final Set<String> headers = new HashSet<>(HEADERS);
    private final Set<String> parameters = new HashSet<>();
    /** Longest first, so that a secret within a secret does not leave the rest of it. */
    private final Set<String> values =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /**
     * @param sent headers as the client sent them
     * @param query as the client sent it; empty for none
     * @param sources where any authorizer of the configuration looks for credentials
     */
    Mask(MultiMap sent, String query, Collection<CredentialSource> sources) {
        for (CredentialSource source : sources) {
            switch (source.kind()) {
                case HEADER -> headers.add(source.name().toLowerCase(Locale.ROOT));
                case QUERY -> {
                    parameters.add(source.name());
                    QueryText.values(query, source.name()).forEach(this::hide);
                }
                case COOKIE -> {}
                case SUBPROTOCOL ->
                    SubprotocolText.values(sent.getAll(SubprotocolText.HEADER), source.name())
                            .forEach(this::hide);
            }
        }
        for (Map.Entry<String, String> header : sent) {
            if (header.getKey().equalsIgnoreCase("cookie")) {
                for (String cookie : header.getValue().split(";")) {
                    hide(cookie.substring(cookie.indexOf('=') + 1));
                }
            } else if (isSecret(header.getKey())) {
                hide(withoutScheme(header));
            }
        }
    }

    /** The whole of it, and each part of a token: a signature alone is enough to be worth hiding. */
    private void hide(String secret) {
        String value = secret.strip();
        if (value.length() >= SHORTEST) {
            values.add(value);
        }
        for (String part : value.split("\\.")) {
            if (part.length() >= LONG_PART) {
                values.add(part);
            }
        }
    }

    /** A header as a line. */
    String header(Map.Entry<String, String> header) {
        if (!isSecret(header.getKey())) {
            return header.getKey() + ": " + text(header.getValue());
        }
        String secret = withoutScheme(header);
        String scheme = header.getValue().substring(0, header.getValue().length() - secret.length());
        return header.getKey() + ": " + scheme + hidden(secret);
    }

    /** Any text; a query in it begins with a question mark. */
    String text(String text) {
        String masked = text;
        for (String secret : values) {
            masked = masked.replace(secret, hidden(secret));
        }
        masked = TOKEN.matcher(masked).replaceAll(found -> Matcher.quoteReplacement(hidden(found.group())));
        return PARAMETER
                .matcher(masked)
                .replaceAll(found -> Matcher.quoteReplacement(
                        isCredential(found.group(2))
                                        || SECRET_PARAMETER
                                                .matcher(found.group(2))
                                                .find()
                                ? found.group(1) + found.group(2) + "=" + hidden(found.group(3))
                                : found.group()));
    }

    /** In any spelling: what is taken as a credential is what is hidden. */
    private boolean isCredential(String parameter) {
        return parameters.stream()
                .anyMatch(name -> !QueryText.values(parameter + "=x", name).isEmpty());
    }

    private boolean isSecret(String header) {
        return headers.contains(header.toLowerCase(Locale.ROOT));
    }

    /** What follows {@code Bearer} and the like; a cookie has no scheme. */
    private static String withoutScheme(Map.Entry<String, String> header) {
        String value = header.getValue();
        int space = header.getKey().equalsIgnoreCase("cookie") ? -1 : value.indexOf(' ');
        return value.substring(space + 1);
    }

    private static String hidden(String value) {
        return value.startsWith("(hidden") ? value : "(hidden, " + value.length() + " bytes)";
    }
}
