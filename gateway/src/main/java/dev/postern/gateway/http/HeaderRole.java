package dev.postern.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a request header is to the gateway, known by its folded name. */
enum HeaderRole {
    HOST,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONNECTION,
    UPGRADE,
    EXPECT,
    /** Meant for the next hop only (RFC 9110 section 7.6.1), and names that were once used so. */
    HOP_BY_HOP,
    /** Says where a request came from, or with which certificate: believed from trusted peers only. */
    FORWARDING,
    METHOD_OVERRIDE,
    /** A method override under a name that Amazon does not honour. */
    METHOD_OVERRIDE_ALIAS,
    REQUEST_ID,
    WEBSOCKET_KEY,
    WEBSOCKET_VERSION,
    /** Set by the gateway from the caller's identity; nobody else's value is ever passed on. */
    PROTECTED;

    /** Every {@code X-Forwarded-…} and its kin, by how the folded name starts (SR-18, SR-20, SR-37). */
    private static final String[] FORWARDING_PREFIXES = {
        "x-forwarded",
        "x-original-",
        "x-envoy-",
        "x-ssl-",
        "x-tls-client-",
        "x-amzn-mtls-",
        "x-amzn-oidc-",
        "ssl-client-",
        "client-cert"
    };

    private static final String[] FORWARDING_NAMES = {
        "Forwarded",
        "X-Real-IP",
        "X-Real-Port",
        "X-Rewrite-URL",
        "X-Client-IP",
        "X-Cluster-Client-IP",
        "Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "CF-Connecting-IPv6",
        "Fastly-Client-IP",
        "X-Azure-ClientIP",
        "X-Azure-SocketIP",
        "X-AppEngine-User-IP",
        "X-ProxyUser-IP",
        "X-Remote-IP",
        "X-Remote-Addr",
        "X-Originating-IP",
        "Proxy-Client-IP",
        "WL-Proxy-Client-IP",
        "WL-Proxy-SSL",
        "X-Host",
        "X-HTTP-Host-Override",
        "X-Scheme",
        "X-URL-Scheme",
        "Front-End-Https",
        "X-Client-Cert",
        "X-Client-Verify",
        "X-ARR-ClientCert"
    };

    static Map<String, HeaderRole> known() {
        Map<String, HeaderRole> roles = new LinkedHashMap<>();
        for (String name : FORWARDING_NAMES) {
            roles.put(name, FORWARDING);
        }
        for (String name : HopByHop.NAMES) {
            roles.put(name, HOP_BY_HOP);
        }
        roles.put("Host", HOST);
        roles.put("Content-Length", CONTENT_LENGTH);
        roles.put("Transfer-Encoding", TRANSFER_ENCODING);
        roles.put("Connection", CONNECTION);
        roles.put("Upgrade", UPGRADE);
        roles.put("Expect", EXPECT);
        roles.put("X-HTTP-Method-Override", METHOD_OVERRIDE);
        roles.put("X-HTTP-Method", METHOD_OVERRIDE_ALIAS);
        roles.put("X-Method-Override", METHOD_OVERRIDE_ALIAS);
        roles.put("X-Request-Id", REQUEST_ID);
        roles.put("Sec-WebSocket-Key", WEBSOCKET_KEY);
        roles.put("Sec-WebSocket-Version", WEBSOCKET_VERSION);
        return roles;
    }

    /** The role a name has by how it starts; null for an ordinary header. */
    static HeaderRole byPrefix(String name) {
        for (String prefix : FORWARDING_PREFIXES) {
            if (FoldedNames.startsWith(name, prefix)) {
                return FORWARDING;
            }
        }
        return null;
    }
}
