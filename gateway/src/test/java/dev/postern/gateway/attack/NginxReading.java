package dev.postern.gateway.attack;

/** nginx's {@code $uri}, which its locations match: decoded once, slashes merged, dot segments resolved. */
final class NginxReading implements PathReading {

    @Override
    public String read(String path) {
        String decoded = PathReading.decoded(path);
        return decoded == null || decoded.indexOf(0) >= 0 ? null : PathReading.merged(decoded);
    }
}
