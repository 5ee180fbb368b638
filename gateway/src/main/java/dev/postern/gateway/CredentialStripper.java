package dev.postern.gateway;

import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.token.CookieText;
import dev.postern.authorizer.token.QueryText;
import dev.postern.authorizer.token.SubprotocolText;
import dev.postern.gateway.http.RequestTarget;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the credential out of what the backend sees: out of query, cookies and subprotocols always, as those end
 * up in logs or are chosen by the backend and echoed, out of its header when the upstream says {@code forwardCredential: false}.
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
                case SUBPROTOCOL -> stripSubprotocol(headers, source.name());
            }
        }
        return query;
    }

    /**
     * The subprotocol that the gateway itself answers where the backend chooses none: the marker of a credential, as a
     * page gives up a WebSocket whose server chose none of those it offered (RFC 6455 section 4.1). Null for none.
     */
    static String marker(List<CredentialSource> sources, MultiMap headers) {
        for (int i = 0; i < sources.size(); i++) {
            CredentialSource source = sources.get(i);
            if (source.kind() == CredentialSource.Kind.SUBPROTOCOL
                    && SubprotocolText.isOffered(headers.getAll(SubprotocolText.HEADER), source.name())) {
                return source.name();
            }
        }
        return null;
    }

    private static void stripSubprotocol(MultiMap headers, String marker) {
        List<String> lines = headers.getAll(SubprotocolText.HEADER);
        if (lines.isEmpty()) {
            return;
        }
        String rest = SubprotocolText.without(lines, marker);
        headers.remove(SubprotocolText.HEADER);
        if (!rest.isEmpty()) {
            headers.set(SubprotocolText.HEADER, rest);
        }
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
