package dev.postern.gateway;

import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.token.CookieText;
import dev.postern.authorizer.token.QueryText;
import dev.postern.gateway.http.RequestTarget;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the credential out of what the backend sees: out of query and cookies always, as those end up in logs, out of
 * its header when the upstream says {@code forwardCredential: false}.
 */
final class CredentialStripper {

    private CredentialStripper() {}

    /**
     * Strips headers in place.
     *
     * @return the query that goes on; null for none
     */
    static String strip(
            List<CredentialSource> sources, MultiMap headers, RequestTarget target, boolean forwardCredential) {
        String query = target.hasQuery() ? target.rawQuery() : null;
        for (int i = 0; i < sources.size(); i++) {
            CredentialSource source = sources.get(i);
            switch (source.kind()) {
                case HEADER -> {
                    if (!forwardCredential) {
                        headers.remove(source.name());
                    }
                }
                case QUERY -> query = withoutParameter(query, source.name());
                case COOKIE -> stripCookie(headers, source.name());
            }
        }
        return query;
    }

    private static String withoutParameter(String query, String name) {
        if (query == null) {
            return null;
        }
        String rest = QueryText.without(query, name);
        return rest.isEmpty() && !query.isEmpty() ? null : rest;
    }

    private static void stripCookie(MultiMap headers, String name) {
        List<String> lines = headers.getAll(HttpHeaders.COOKIE);
        if (lines.isEmpty()) {
            return;
        }
        List<String> kept = new ArrayList<>(lines.size());
        for (String line : lines) {
            String rest = CookieText.without(line, name);
            if (!rest.isEmpty()) {
                kept.add(rest);
            }
        }
        headers.remove(HttpHeaders.COOKIE);
        for (String line : kept) {
            headers.add(HttpHeaders.COOKIE, line);
        }
    }
}
