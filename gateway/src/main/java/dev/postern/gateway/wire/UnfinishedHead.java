package dev.postern.gateway.wire;

import io.netty.handler.codec.http.HttpRequest;

/**
 * What a client had sent of a request's head when its connection was ended instead.
 *
 * @param nanos how long it was waited for; 0 when none had begun
 * @param method null until the whole request line was read and found good
 * @param target as sent, with its query; null like the method
 * @param isAnswered whether the client gets an answer; by HTTP/2 there is none to a head that is not whole
 */
public record UnfinishedHead(long nanos, String method, String target, boolean isAnswered) {

    static UnfinishedHead of(long nanos, HttpRequest request) {
        return request == null
                ? new UnfinishedHead(nanos, null, null, true)
                : new UnfinishedHead(nanos, request.method().name(), request.uri(), true);
    }
}
