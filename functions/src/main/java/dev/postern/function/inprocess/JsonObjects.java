package dev.postern.function.inprocess;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;

/**
 * Makes objects of events, and JSON of what a handler returns: with Java's own maps and lists, or with the Jackson that
 * the plug-in brings where it has types of its own. That Jackson is another one than ours, so it is called by name.
 */
final class JsonObjects {

    private static final String JACKSON = "com.fasterxml.jackson.databind.";

    private final Object mapper;
    private final Method typeOf;
    private final Method read;
    private final Method write;

    private JsonObjects(Object mapper, Method typeOf, Method read, Method write) {
        this.mapper = mapper;
        this.typeOf = typeOf;
        this.read = read;
        this.write = write;
    }

    /** With the Jackson that a loader knows, or none. */
    static JsonObjects of(ClassLoader loader) {
        try {
            Class<?> type = Class.forName(JACKSON + "ObjectMapper", true, loader);
            Class<?> feature = Class.forName(JACKSON + "DeserializationFeature", true, loader);
            Object mapper = type.getConstructor().newInstance();
            // Events grow members; Lambda's own reader overlooks unknown ones too.
            type.getMethod("configure", feature, boolean.class)
                    .invoke(
                            mapper,
                            feature.getField("FAIL_ON_UNKNOWN_PROPERTIES").get(null),
                            false);
            Class<?> javaType = Class.forName(JACKSON + "JavaType", true, loader);
            return new JsonObjects(
                    mapper,
                    type.getMethod("constructType", Type.class),
                    type.getMethod("readValue", byte[].class, javaType),
                    type.getMethod("writeValueAsBytes", Object.class));
        } catch (ReflectiveOperationException | LinkageError e) {
            return new JsonObjects(null, null, null, null);
        }
    }

    /** Whether only Java's own types of JSON can be read and written. */
    boolean isPlainOnly() {
        return mapper == null;
    }

    /** @throws RuntimeException when the event is no JSON object, or not one of that type */
    Object read(Buffer event, Type type) {
        return isPlainOnly() || HandlerClass.isPlainEvent(type)
                ? new JsonObject(event).getMap()
                : call(read, event.getBytes(), call(typeOf, type));
    }

    /** @throws RuntimeException when it is nothing that JSON can say */
    Buffer write(Object answer) {
        return isPlainOnly() ? Json.encodeToBuffer(answer) : Buffer.buffer((byte[]) call(write, answer));
    }

    private Object call(Method method, Object... arguments) {
        try {
            return method.invoke(mapper, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof java.io.IOException io) {
                throw new UncheckedIOException(io);
            }
            throw new IllegalArgumentException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
