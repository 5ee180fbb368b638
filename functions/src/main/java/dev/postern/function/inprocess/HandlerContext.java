package dev.postern.function.inprocess;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code Context} that a handler is given, and the {@code LambdaLogger} in it: objects of the plug-in's own
 * interfaces. What it logs goes to the application log, labelled with the function's name and cut to a line that a
 * person reads (SR-162).
 */
final class HandlerContext implements InvocationHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerContext.class);

    /** Characters of one logged text. */
    static final int MAX_LINE = 4096;

    private static final int MEGABYTE = 1 << 20;

    private final String function;
    private final String requestId = UUID.randomUUID().toString();
    private final long deadlineNanos;

    private HandlerContext(String function, long deadlineNanos) {
        this.function = function;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * @param contextType {@code com.amazonaws.services.lambda.runtime.Context}
     * @param deadlineNanos when nobody waits any more, as {@link System#nanoTime}
     */
    static Object of(Class<?> contextType, String function, long deadlineNanos) {
        return proxy(contextType, new HandlerContext(function, deadlineNanos));
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "getAwsRequestId" -> requestId;
            case "getFunctionName" -> function;
            case "getFunctionVersion" -> "$LATEST";
            case "getInvokedFunctionArn" -> "arn:aws:lambda:us-east-1:000000000000:function:" + function;
            case "getLogGroupName" -> "/aws/lambda/" + function;
            case "getLogStreamName" -> "postern";
            case "getRemainingTimeInMillis" ->
                (int) Math.max(0, Math.min(Integer.MAX_VALUE, (deadlineNanos - System.nanoTime()) / 1_000_000));
            case "getMemoryLimitInMB" -> (int) (Runtime.getRuntime().maxMemory() / MEGABYTE);
            case "getLogger" -> proxy(method.getReturnType(), this);
            case "log" -> log(arguments[0]);
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(this);
            case "toString" -> "context of " + function;
            // Identity and client context, which only mobile clients have; and what later versions may add.
            default -> method.isDefault() ? InvocationHandler.invokeDefault(proxy, method, arguments) : null;
        };
    }

    private Object log(Object said) {
        String text = said instanceof byte[] bytes
                ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                : String.valueOf(said);
        String line = text.stripTrailing();
        LOG.info("Function {}: {}", function, line.length() > MAX_LINE ? line.substring(0, MAX_LINE) + "…" : line);
        return null;
    }
}
