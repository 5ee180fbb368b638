package dev.postern.gateway.mapping;

import dev.postern.gateway.http.ContentLength;
import dev.postern.gateway.http.FoldedNames;
import java.util.LinkedHashMap;
import java.util.Map;

/** Header names that a mapping cannot set, since the gateway makes them itself or a connection is governed by them. */
final class ReservedHeaders {

    private static final FoldedNames<String> REASONS = reasons();

    private ReservedHeaders() {}

    /** Why a name is reserved; null when it is not. */
    static String whyNot(String name) {
        return ContentLength.isLookAlike(name)
                ? "a backend may take it for Content-Length (CVE-2026-102479)"
                : REASONS.get(name);
    }

    private static FoldedNames<String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String name : new String[] {"Content-Length", "Transfer-Encoding", "Trailer", "TE", "Expect"}) {
            reasons.put(name, "the gateway frames messages itself");
        }
        for (String name : new String[] {
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Upgrade",
            "HTTP2-Settings"
        }) {
            reasons.put(name, "it belongs to one connection");
        }
        reasons.put("Host", "the upstream's address or preserveHost decides it");
        for (String name : new String[] {
            "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port"
        }) {
            reasons.put(name, "the gateway says itself where a request came from");
        }
        reasons.put("X-Request-Id", "the request id is the gateway's");
        for (String name : new String[] {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
            reasons.put(name, "it would change the method behind the decision");
        }
        return FoldedNames.of(reasons);
    }
}
