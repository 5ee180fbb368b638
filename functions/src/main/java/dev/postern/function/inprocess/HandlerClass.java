package dev.postern.function.inprocess;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A class that is a Lambda handler: a {@code RequestHandler} or a {@code RequestStreamHandler} of the
 * {@code aws-lambda-java-core} that its own loader knows. Looking at it runs none of its code.
 *
 * @param type public, not abstract, with a public constructor without parameters
 * @param method {@code handleRequest}
 * @param isStream whether it reads and writes streams itself
 * @param contextType {@code com.amazonaws.services.lambda.runtime.Context} of its loader
 * @param eventType what it takes; null for a stream handler
 * @param objects how events and answers become objects; null for a stream handler
 */
record HandlerClass(
        Class<?> type, Method method, boolean isStream, Class<?> contextType, Type eventType, JsonObjects objects) {

    private static final String CORE = "com.amazonaws.services.lambda.runtime.";

    /**
     * Looks for a handler.
     *
     * @param problem told what is wrong with it, and what would be right
     * @return null after telling a problem
     */
    static HandlerClass of(ClassLoader loader, String name, BiConsumer<String, String> problem) {
        try {
            Class<?> plain = core(loader, "RequestHandler");
            Class<?> stream = core(loader, "RequestStreamHandler");
            Class<?> context = core(loader, "Context");
            if (plain == null || stream == null || context == null) {
                problem.accept(
                        "has no aws-lambda-java-core beside it",
                        "add com.amazonaws:aws-lambda-java-core to the plug-in, as for Lambda itself");
                return null;
            }
            Class<?> type = Class.forName(name, false, loader);
            boolean isStream = stream.isAssignableFrom(type);
            if (!isStream && !plain.isAssignableFrom(type)) {
                problem.accept(
                        "is neither a RequestHandler nor a RequestStreamHandler",
                        "implement one of the two of com.amazonaws.services.lambda.runtime");
                return null;
            }
            if (!isInstantiable(type)) {
                problem.accept(
                        "cannot be made an object of",
                        "let it be public, not abstract, with a public constructor without parameters");
                return null;
            }
            if (isStream) {
                Method method = stream.getMethod(
                        "handleRequest", java.io.InputStream.class, java.io.OutputStream.class, context);
                return new HandlerClass(type, method, true, context, null, null);
            }
            return requestHandler(type, plain.getMethod("handleRequest", Object.class, context), context, problem);
        } catch (ClassNotFoundException e) {
            problem.accept("is not there", "check the spelling; write the class with its package");
        } catch (ReflectiveOperationException | LinkageError e) {
            problem.accept("cannot be loaded: " + e, "build the plug-in with everything it needs, for Java 17");
        }
        return null;
    }

    private static HandlerClass requestHandler(
            Class<?> type, Method method, Class<?> context, BiConsumer<String, String> problem) {
        Type event = Object.class;
        Type answer = Object.class;
        for (Method candidate : type.getMethods()) {
            if (candidate.getName().equals("handleRequest")
                    && candidate.getParameterCount() == 2
                    && candidate.getParameterTypes()[1] == context
                    && !candidate.isBridge()) {
                event = candidate.getGenericParameterTypes()[0];
                answer = candidate.getGenericReturnType();
            }
        }
        JsonObjects objects = JsonObjects.of(type.getClassLoader());
        if (objects.isPlainOnly() && !(isPlainEvent(event) && isPlainAnswer(answer))) {
            problem.accept(
                    "takes or returns objects of its own (" + (isPlainEvent(event) ? answer : event).getTypeName()
                            + "), and its plug-in has no Jackson to make them",
                    "add com.fasterxml.jackson.core:jackson-databind to the plug-in, or use Map<String, Object>");
            return null;
        }
        return new HandlerClass(type, method, false, context, event, objects);
    }

    private static boolean isInstantiable(Class<?> type) {
        try {
            return Modifier.isPublic(type.getModifiers())
                    && !Modifier.isAbstract(type.getModifiers())
                    && Modifier.isPublic(type.getConstructor().getModifiers());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Whether Java's own types of JSON will do for an event, which is an object: a map with text keys. */
    static boolean isPlainEvent(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == Map.class && arguments[0] == String.class && isAnything(arguments[1]);
        }
        return type == Object.class || type == Map.class;
    }

    private static boolean isPlainAnswer(Type type) {
        return isPlainEvent(type)
                || type instanceof Class<?> scalar
                        && (Number.class.isAssignableFrom(scalar)
                                || scalar == String.class
                                || scalar == Boolean.class
                                || scalar == Void.class);
    }

    private static boolean isAnything(Type type) {
        return type == Object.class || type instanceof WildcardType any && any.getUpperBounds()[0] == Object.class;
    }

    private static Class<?> core(ClassLoader loader, String name) {
        try {
            return Class.forName(CORE + name, false, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
