package dev.postern.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a backend's headers reaches the client: all but hop-by-hop ones, those its {@code Connection} nominates
 * (SR-31), framing that does not hold, and names that are the gateway's own to set (SR-38).
 */
public final class ResponseHeaderRules {

    private enum Role {
        DROPPED,
        CONNECTION,
        TRANSFER_ENCODING,
        CONTENT_LENGTH
    }

    /** Set by the gateway on every answer, whatever a backend says. */
    private static final List<String> OWN =
            List.of("X-Request-Id", "Apigw-Requestid", "x-amzn-RequestId", "x-amz-apigw-id");

    private static final FoldedNames<Role> ROLES = roles();

    private ResponseHeaderRules() {}

    /**
     * Copies the headers of a backend's answer to the client's.
     *
     * @return the body's length as the backend declared it, in bytes; -1 when it is not known before the body's end.
     *     A known length was copied
     */
    public static long copy(MultiMap upstream, MultiMap client) {
        String connection = null;
        String lengthText = null;
        boolean coded = false;
        boolean lengths = false;
        for (Map.Entry<String, String> header : upstream) {
            String name = header.getKey();
            Role role = ROLES.get(name);
            if (role == null) {
                client.add(name, header.getValue());
                continue;
            }
            switch (role) {
                case CONNECTION ->
                    connection = connection == null ? header.getValue() : connection + "," + header.getValue();
                case TRANSFER_ENCODING -> coded = true;
                case CONTENT_LENGTH -> {
                    lengths = lengthText != null;
                    lengthText = header.getValue();
                }
                case DROPPED -> {}
            }
        }
        if (connection != null) {
            HopByHop.removeNominated(connection, client, name -> false);
        }
        long length = coded || lengths || lengthText == null ? -1 : ContentLength.parse(lengthText);
        if (length >= 0) {
            client.set("Content-Length", lengthText);
        }
        return length;
    }

    /**
     * Copies the trailers of a backend's answer: what a head may not say, they may not either, nor may they grant what
     * only the gateway's CORS policy grants.
     */
    public static void copyTrailers(MultiMap upstream, MultiMap client) {
        for (Map.Entry<String, String> trailer : upstream) {
            String name = trailer.getKey();
            if (ROLES.get(name) == null && !FoldedNames.startsWith(name, "access-control-")) {
                client.add(name, trailer.getValue());
            }
        }
    }

    /** Whether the body, as read, is the whole of what was sent: no other transfer coding than {@code chunked} (SR-50). */
    public static boolean hasKnownCoding(MultiMap upstream) {
        List<String> codings = upstream.getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.isEmpty() || codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
    }

    private static FoldedNames<Role> roles() {
        Map<String, Role> roles = new LinkedHashMap<>();
        HopByHop.NAMES.forEach(name -> roles.put(name, Role.DROPPED));
        OWN.forEach(name -> roles.put(name, Role.DROPPED));
        roles.put("Upgrade", Role.DROPPED);
        roles.put("Connection", Role.CONNECTION);
        roles.put("Transfer-Encoding", Role.TRANSFER_ENCODING);
        roles.put("Content-Length", Role.CONTENT_LENGTH);
        return FoldedNames.of(roles);
    }
}
