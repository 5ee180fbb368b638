package dev.postern.authorizer.token;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Reason;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the one credential of a request. A request that shows two, in one source or in several, is refused: whichever
 * is checked, somebody behind the gateway may use the other (SR-33). The scheme {@code Bearer} may be there, in any
 * case, or not (RFC 6750 section 2.1; API Gateway accepts a bare token).
 */
public final class Credentials {

    private static final Found MISSING = new Found(null, Reason.CREDENTIAL_MISSING);
    private static final Found MULTIPLE = new Found(null, Reason.MULTIPLE_CREDENTIALS);

    private final String[] headers;
    private final String[] parameters;
    private final String[] cookies;
    private final String[] subprotocols;

    /**
     * What was found.
     *
     * @param token the credential without its scheme, not empty; null when there is a refusal
     * @param refusal {@code CREDENTIAL_MISSING} or {@code MULTIPLE_CREDENTIALS}; null when there is a token
     */
    public record Found(String token, Reason refusal) {
        @Override
        public String toString() {
            return refusal == null ? "a credential" : refusal.word();
        }
    }

    /** @param sources where to look, all of them on every request */
    public Credentials(List<CredentialSource> sources) {
        headers = names(sources, CredentialSource.Kind.HEADER);
        parameters = names(sources, CredentialSource.Kind.QUERY);
        cookies = names(sources, CredentialSource.Kind.COOKIE);
        subprotocols = names(sources, CredentialSource.Kind.SUBPROTOCOL);
    }

    private static String[] names(List<CredentialSource> sources, CredentialSource.Kind kind) {
        return sources.stream()
                .filter(source -> source.kind() == kind)
                .map(CredentialSource::name)
                .distinct()
                .toArray(String[]::new);
    }

    /** Looks into every source. */
    public Found find(AuthorizationRequest request) {
        String found = null;
        if (headers.length > 0 || cookies.length > 0) {
            MultiMap all = request.headers();
            for (Map.Entry<String, String> header : all) {
                String name = header.getKey();
                if (isOneOf(name, headers)) {
                    if (found != null) {
                        return MULTIPLE;
                    }
                    found = header.getValue();
                } else if (cookies.length > 0 && name.equalsIgnoreCase("cookie")) {
                    for (String value : cookieValues(header.getValue())) {
                        if (found != null) {
                            return MULTIPLE;
                        }
                        found = value;
                    }
                }
            }
        }
        if (parameters.length > 0 && !request.rawQuery().isEmpty()) {
            for (String parameter : parameters) {
                for (String value : QueryText.values(request.rawQuery(), parameter)) {
                    if (found != null) {
                        return MULTIPLE;
                    }
                    found = value;
                }
            }
        }
        if (subprotocols.length > 0) {
            List<String> lines = request.headers().getAll(SubprotocolText.HEADER);
            for (String subprotocol : subprotocols) {
                for (String value : SubprotocolText.values(lines, subprotocol)) {
                    if (found != null) {
                        return MULTIPLE;
                    }
                    found = value;
                }
            }
        }
        if (found == null) {
            return MISSING;
        }
        String token = withoutScheme(found);
        return token.isEmpty() ? MISSING : new Found(token, null);
    }

    private List<String> cookieValues(String header) {
        List<String> values = new ArrayList<>();
        for (String cookie : cookies) {
            values.addAll(CookieText.values(header, cookie));
        }
        return values;
    }

    private static boolean isOneOf(String name, String[] names) {
        for (String candidate : names) {
            if (candidate.length() == name.length() && candidate.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** Cuts outer blanks and a leading {@code Bearer} with its blanks. */
    static String withoutScheme(String value) {
        int from = blanks(value, 0);
        int to = value.length();
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        if (value.regionMatches(true, from, "Bearer", 0, 6)) {
            int end = from + 6;
            if (end >= to) {
                return "";
            } else if (isBlank(value.charAt(end))) {
                from = blanks(value, end);
            }
        }
        return value.substring(from, to);
    }

    private static int blanks(String value, int from) {
        int i = from;
        while (i < value.length() && isBlank(value.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
