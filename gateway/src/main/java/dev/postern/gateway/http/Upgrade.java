package dev.postern.gateway.http;

/** What a request asks its connection to become (SR-67, SR-68). */
public enum Upgrade {
    /** No {@code Upgrade} header. */
    NONE,
    /** A complete WebSocket handshake of RFC 6455 section 4.1; its two headers stay, in their plain form. */
    WEBSOCKET,
    /** Anything else: the header is removed and the request is an ordinary one. */
    IGNORED
}
