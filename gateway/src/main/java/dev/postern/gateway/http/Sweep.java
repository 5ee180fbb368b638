package dev.postern.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One pass over one request's headers: first everything is looked at, then what was marked is removed. */
final class Sweep {

    private final RequestHeaderRules rules;
    private final HttpVersion version;
    private final HttpMethod method;
    private final MultiMap headers;
    private final boolean trustedPeer;
    private final List<String> removed = new ArrayList<>(8);

    private Refusal refusal;
    private int bytes;
    private int count;
    private String host;
    private long contentLength = -1;
    private boolean chunked;
    private boolean trailers;
    private String connection;
    private String upgrade;
    private String expect;
    private String webSocketKey;
    private String webSocketVersion;
    private String requestId;
    private boolean requestIdSeen;
    private HttpMethod override;

    Sweep(RequestHeaderRules rules, HttpVersion version, HttpMethod method, MultiMap headers, boolean trustedPeer) {
        this.rules = rules;
        this.version = version;
        this.method = method;
        this.headers = headers;
        this.trustedPeer = trustedPeer;
    }

    Swept run() {
        for (Map.Entry<String, String> header : headers) {
            look(header.getKey(), header.getValue());
            if (refusal != null) {
                return Swept.refused(refusal);
            }
        }
        if (chunked && contentLength >= 0) {
            return Swept.refused(Refusal.BAD_FRAMING);
        }
        if (host == null && version != HttpVersion.HTTP_1_0) {
            return Swept.refused(Refusal.BAD_HOST);
        }
        HttpMethod effective = override == null ? method : override;
        if (!MethodRules.accepts(effective)) {
            return Swept.refused(Refusal.METHOD_REFUSED);
        }
        boolean expectContinue = false;
        if (expect != null && version != HttpVersion.HTTP_1_0) {
            if (!expect.equalsIgnoreCase("100-continue")) {
                return Swept.refused(Refusal.EXPECTATION_FAILED);
            }
            expectContinue = true;
        }
        for (int i = 0; i < removed.size(); i++) {
            headers.remove(removed.get(i));
        }
        if (connection != null && !isPlain(connection)) {
            HopByHop.removeNominated(connection, headers, this::isKept);
        }
        Upgrade asked = upgradeAsked();
        if (asked == Upgrade.WEBSOCKET) {
            headers.set(HttpHeaders.CONNECTION, "Upgrade");
            headers.set(HttpHeaders.UPGRADE, "websocket");
        }
        return new Swept(null, host, effective, expectContinue, asked, contentLength, chunked, trailers, requestId);
    }

    private void look(String name, String value) {
        bytes += name.length() + value.length() + RequestHeaderRules.overhead();
        if (bytes > rules.maxBytes()) {
            refusal = Refusal.HEADERS_TOO_LARGE;
            return;
        }
        if (++count > rules.maxCount()) {
            refusal = Refusal.TOO_MANY_HEADERS;
            return;
        }
        if (!HeaderName.isToken(name)) {
            refusal = Refusal.BAD_HEADER;
            return;
        }
        HeaderRole role = rules.role(name);
        if (role != null) {
            take(role, name, value);
        } else if (ContentLength.isLookAlike(name)) {
            refusal = Refusal.BAD_FRAMING;
        } else if (name.indexOf('_') >= 0 && !rules.allowsUnderscore(name)) {
            removed.add(name);
        }
    }

    /** A name that only folds to a known one says nothing, and does not go on. */
    private void take(HeaderRole role, String name, String value) {
        switch (role) {
            case HOST -> takeHost(name, value);
            case CONTENT_LENGTH -> takeContentLength(name, value);
            case TRANSFER_ENCODING -> takeTransferEncoding(name, value);
            case CONNECTION -> {
                if (name.equalsIgnoreCase("Connection")) {
                    connection = connection == null ? value : connection + "," + value;
                }
                removed.add(name);
            }
            case UPGRADE -> {
                if (name.equalsIgnoreCase("Upgrade")) {
                    upgrade = upgrade == null ? value : upgrade + "," + value;
                }
                removed.add(name);
            }
            case EXPECT -> {
                if (name.equalsIgnoreCase("Expect")) {
                    expect = expect == null ? value : expect + "," + value;
                }
                removed.add(name);
            }
            case FORWARDING -> {
                if (!trustedPeer || !HeaderName.isPlain(name)) {
                    removed.add(name);
                }
            }
            case METHOD_OVERRIDE -> {
                if (rules.methodOverride() && name.equalsIgnoreCase("X-HTTP-Method-Override")) {
                    if (override != null || !MethodRules.accepts(value)) {
                        refusal = Refusal.METHOD_REFUSED;
                        return;
                    }
                    override = HttpMethod.valueOf(value);
                }
                removed.add(name);
            }
            case REQUEST_ID -> {
                if (!name.equalsIgnoreCase("X-Request-Id")) {
                    removed.add(name);
                    return;
                }
                requestId = trustedPeer && !requestIdSeen && RequestIds.isValid(value) ? value : null;
                requestIdSeen = true;
                removed.add(name);
            }
            case WEBSOCKET_KEY -> {
                if (name.equalsIgnoreCase("Sec-WebSocket-Key")) {
                    webSocketKey = webSocketKey == null ? value : "";
                } else {
                    removed.add(name);
                }
            }
            case WEBSOCKET_VERSION -> {
                if (name.equalsIgnoreCase("Sec-WebSocket-Version")) {
                    webSocketVersion = webSocketVersion == null ? value : "";
                } else {
                    removed.add(name);
                }
            }
            case HOP_BY_HOP -> {
                trailers |= version == HttpVersion.HTTP_2 && name.equals("te") && value.equals("trailers");
                removed.add(name);
            }
            case PROTECTED, METHOD_OVERRIDE_ALIAS -> removed.add(name);
        }
    }

    private void takeHost(String name, String value) {
        if (host != null || !name.equalsIgnoreCase("Host") || !HostName.isValid(value)) {
            refusal = Refusal.BAD_HOST;
        } else {
            host = value;
        }
    }

    /** Once, and a plain number (SR-44). */
    private void takeContentLength(String name, String value) {
        boolean again = contentLength >= 0;
        contentLength = ContentLength.parse(value);
        if (again || contentLength < 0 || !name.equalsIgnoreCase("Content-Length")) {
            refusal = Refusal.BAD_FRAMING;
        }
    }

    /** Exactly {@code chunked}, once, and only on HTTP/1.1 (SR-40, SR-41). */
    private void takeTransferEncoding(String name, String value) {
        if (chunked
                || version != HttpVersion.HTTP_1_1
                || !name.equalsIgnoreCase("Transfer-Encoding")
                || !value.equalsIgnoreCase("chunked")) {
            refusal = Refusal.BAD_FRAMING;
            return;
        }
        chunked = true;
        removed.add(name);
    }

    private Upgrade upgradeAsked() {
        if (upgrade == null) {
            return Upgrade.NONE;
        }
        return version == HttpVersion.HTTP_1_1
                        && method == HttpMethod.GET
                        && override == null
                        && !chunked
                        && contentLength <= 0
                        && WebSocketHandshake.isComplete(upgrade, connection, webSocketVersion, webSocketKey)
                ? Upgrade.WEBSOCKET
                : Upgrade.IGNORED;
    }

    /**
     * What {@code Connection} cannot take away: the record of host and length, a trusted peer's forwarding headers, and
     * the fields of a WebSocket handshake.
     */
    private boolean isKept(String name) {
        HeaderRole role = rules.role(name);
        return role != null;
    }

    private static boolean isPlain(String connection) {
        return connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close");
    }
}
