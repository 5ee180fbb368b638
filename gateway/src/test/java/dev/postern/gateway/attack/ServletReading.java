package dev.postern.gateway.attack;

/**
 * A servlet container's path: parameters cut from every segment, decoded once, backslashes taken for slashes, normalised.
 *
 * @param toEnd cuts from the first semicolon to the end of the path, and not to the next slash
 */
record ServletReading(boolean toEnd) implements PathReading {

    @Override
    public String read(String path) {
        String decoded = PathReading.decoded(path.replaceAll(toEnd ? ";.*" : ";[^/]*", ""));
        return decoded == null || decoded.indexOf(0) >= 0 ? null : PathReading.merged(decoded.replace('\\', '/'));
    }
}
