package dev.postern.gateway.config;

import java.util.HashMap;
import java.util.Map;

/** Where keys and values stand in one YAML file; filled while it is read. */
final class FilePlaces implements Places {

    private record Position(int line, int column) {}

    private static final Position START = new Position(1, 1);

    private final String file;
    private final Map<String, Position> values = new HashMap<>();
    private final Map<String, Position> keys = new HashMap<>();

    FilePlaces(String file) {
        this.file = file;
    }

    void value(String path, int line, int column) {
        values.put(path, new Position(line, column));
    }

    void key(String path, int line, int column) {
        keys.put(path, new Position(line, column));
    }

    Place at(String path, int line, int column) {
        return new Place(file, line, column, path);
    }

    @Override
    public Place ofValue(String path) {
        String written = path;
        while (!written.isEmpty() && !values.containsKey(written)) {
            written = parent(written);
        }
        Position position = values.getOrDefault(written, START);
        return at(path.isEmpty() ? "(file)" : path, position.line, position.column);
    }

    @Override
    public Place ofKey(String path) {
        Position position = keys.get(path);
        return position == null ? ofValue(path) : at(path, position.line, position.column);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
}
