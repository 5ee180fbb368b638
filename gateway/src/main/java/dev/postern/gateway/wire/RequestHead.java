package dev.postern.gateway.wire;

import dev.postern.gateway.http.HeaderName;
import dev.postern.gateway.http.HostName;
import dev.postern.gateway.http.MethodRules;
import dev.postern.gateway.http.Refusal;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;
import java.util.Map;

/**
 * The head of an HTTP/2 request, held to RFC 9113 section 8 so closely that it can be written as HTTP/1 without saying
 * anything else (SR-57, SR-58). Refuses what Netty and Vert.x let pass: methods, paths and names that are not tokens,
 * control characters and spaces at the ends of values, a path that is not one, an authority that disagrees with Host.
 *
 * <p>A refused head goes on as an empty one, so that the refusal is answered and logged like any other; the page that
 * asked may still read it ({@code Origin} stays).
 */
final class RequestHead {

    /** The target of a refused head in which method or path cannot be read. No byte of a client is read as this. */
    private static final String UNREADABLE = "\uFFFD";

    private static final AsciiString HOST = AsciiString.cached("host");
    private static final AsciiString ORIGIN = AsciiString.cached("origin");

    private final Http2Headers headers;
    private Refusal fault;
    private String authority;

    private RequestHead(Http2Headers headers) {
        this.headers = headers;
    }

    /** Looks at a head; keeps it and changes it, so that Vert.x sees neither authority nor Host. */
    static RequestHead check(Http2Headers headers) {
        RequestHead head = new RequestHead(headers);
        head.fault = head.find();
        if (head.fault != null) {
            return head.emptied();
        }
        headers.remove(PseudoHeaderName.AUTHORITY.value());
        headers.remove(HOST);
        return head;
    }

    /** Why it is refused; null when it is not. */
    Refusal fault() {
        return fault;
    }

    /** Of {@code :authority} or {@code Host}; null for a refused head. */
    String authority() {
        return authority;
    }

    Http2Headers headers() {
        return headers;
    }

    private Refusal find() {
        int hosts = 0;
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            CharSequence name = header.getKey();
            CharSequence value = header.getValue();
            if (name.length() > 0 && name.charAt(0) == ':') {
                if (!isKnown(name)) {
                    return Refusal.BAD_REQUEST;
                }
            } else if (!isLowerToken(name) || !isPlain(value) || isOfConnection(name, value)) {
                return Refusal.BAD_HEADER;
            } else if (HOST.contentEquals(name)) {
                hosts++;
            }
        }
        CharSequence method = headers.method();
        if (method == null || headers.getAll(PseudoHeaderName.METHOD.value()).size() > 1) {
            return Refusal.BAD_REQUEST;
        }
        if (!MethodRules.accepts(method.toString())) {
            return Refusal.METHOD_REFUSED;
        }
        return findInTarget(hosts);
    }

    private Refusal findInTarget(int hosts) {
        CharSequence scheme = headers.scheme();
        if (scheme == null
                || headers.getAll(PseudoHeaderName.SCHEME.value()).size() > 1
                || !AsciiString.contentEquals("https", scheme) && !AsciiString.contentEquals("http", scheme)) {
            return Refusal.BAD_REQUEST;
        }
        CharSequence path = headers.path();
        if (path == null
                || path.length() == 0
                || path.charAt(0) != '/'
                || headers.getAll(PseudoHeaderName.PATH.value()).size() > 1
                || !isVisible(path)) {
            return Refusal.BAD_TARGET;
        }
        CharSequence named = headers.authority();
        CharSequence host = headers.get(HOST);
        if (hosts > 1
                || headers.getAll(PseudoHeaderName.AUTHORITY.value()).size() > 1
                || named != null && host != null && !AsciiString.contentEqualsIgnoreCase(named, host)) {
            return Refusal.BAD_HOST;
        }
        CharSequence said = named != null ? named : host;
        if (said == null || !HostName.isValid(said.toString())) {
            return Refusal.BAD_HOST;
        }
        authority = said.toString();
        return null;
    }

    /**
     * The same refusal with nothing in it that could do harm. Method and path stay as the client wrote them, as they are
     * logged and counted; without both of them it is {@link #UNREADABLE}, as a request line is that cannot be read.
     */
    private RequestHead emptied() {
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        Http2Headers empty = new DefaultHttp2Headers();
        if (method != null && AsciiString.contentEquals("CONNECT", method)) {
            // What Vert.x hands on of CONNECT has no path (RFC 9113 section 8.5).
            empty.method(method).authority("localhost:443");
        } else if (method == null || !HeaderName.isToken(method) || path == null || path.length() == 0) {
            empty.method("GET").scheme("https").path(UNREADABLE);
        } else {
            empty.method(method).scheme("https").path(path);
        }
        CharSequence origin = headers.get(ORIGIN);
        if (origin != null && isPlain(origin) && headers.getAll(ORIGIN).size() == 1) {
            empty.set(ORIGIN, origin);
        }
        RequestHead refused = new RequestHead(empty);
        refused.fault = fault;
        return refused;
    }

    private static boolean isKnown(CharSequence name) {
        return PseudoHeaderName.METHOD.value().contentEquals(name)
                || PseudoHeaderName.SCHEME.value().contentEquals(name)
                || PseudoHeaderName.AUTHORITY.value().contentEquals(name)
                || PseudoHeaderName.PATH.value().contentEquals(name);
    }

    private static boolean isLowerToken(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return false;
            }
        }
        return HeaderName.isToken(name);
    }

    /** RFC 9113 section 8.2.1, and no control characters at all (RFC 9110 section 5.5). */
    private static boolean isPlain(CharSequence value) {
        int length = value.length();
        if (length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isVisible(CharSequence path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 127) {
                return false;
            }
        }
        return true;
    }

    /** RFC 9113 section 8.2.2. */
    private static boolean isOfConnection(CharSequence name, CharSequence value) {
        return switch (name.length()) {
            case 2 -> AsciiString.contentEquals("te", name) && !AsciiString.contentEquals("trailers", value);
            case 7 -> AsciiString.contentEquals("upgrade", name);
            case 10 -> AsciiString.contentEquals("connection", name) || AsciiString.contentEquals("keep-alive", name);
            case 16 -> AsciiString.contentEquals("proxy-connection", name);
            case 17 -> AsciiString.contentEquals("transfer-encoding", name);
            default -> false;
        };
    }
}
