package dev.postern.function.inprocess;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Handlers, good and bad, as their authors would write them. */
public final class Handlers {

    /** What several handlers wait for. */
    static volatile CountDownLatch gate = new CountDownLatch(0);

    static final AtomicInteger ENTERED = new AtomicInteger();
    static final AtomicInteger INTERRUPTED = new AtomicInteger();

    private Handlers() {}

    /** Says what it was given. */
    public static class Echo implements RequestHandler<Map<String, Object>, Map<String, Object>> {
        @Override
        public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
            Map<String, Object> said = new LinkedHashMap<>(event);
            said.put("function", context.getFunctionName());
            said.put("arn", context.getInvokedFunctionArn());
            said.put("inTime", context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 10_000);
            said.put("hasId", !context.getAwsRequestId().isEmpty());
            said.put("memory", context.getMemoryLimitInMB() > 0);
            said.put("identity", context.getIdentity());
            said.put("thread", Thread.currentThread().getName());
            said.put("loader", Thread.currentThread().getContextClassLoader() == Echo.class.getClassLoader());
            context.getLogger().log("heard " + event.get("type"));
            context.getLogger().log("bytes".getBytes(StandardCharsets.UTF_8));
            said.put("context", context.toString() + context.equals(context));
            return said;
        }
    }

    /** Throws what the event names. */
    public static class Thrower implements RequestHandler<Map<String, Object>, Object> {
        @Override
        public Object handleRequest(Map<String, Object> event, Context context) {
            switch (String.valueOf(event.get("throw"))) {
                case "message":
                    throw new RuntimeException("Unauthorized");
                case "nothing":
                    throw new IllegalStateException();
                case "error":
                    throw new NoClassDefFoundError("com/example/Missing");
                case "stack":
                    return handleRequest(event, context);
                case "unspeakable":
                    return Map.of("thread", Thread.currentThread());
                default:
                    return null;
            }
        }
    }

    /** Reads and writes by itself. */
    public static class Stream implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
            if (event.contains("flood")) {
                byte[] kilobyte = new byte[1024];
                for (int i = 0; i < 2048; i++) {
                    output.write(kilobyte);
                }
            } else if (event.contains("throw")) {
                throw new IOException("Unauthorized");
            } else if (event.contains("broken")) {
                output.write('{');
            } else if (!event.contains("silent")) {
                output.write(("{\"heard\":" + event + "}").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Waits at the gate; lets itself be interrupted. */
    public static class Waiter implements RequestHandler<Map<String, Object>, String> {
        @Override
        public String handleRequest(Map<String, Object> event, Context context) {
            ENTERED.incrementAndGet();
            try {
                gate.await();
                return "through";
            } catch (InterruptedException e) {
                INTERRUPTED.incrementAndGet();
                return "interrupted";
            }
        }
    }

    /** Waits at the gate, whatever happens. */
    public static class Stubborn implements RequestHandler<Map<String, Object>, String> {
        @Override
        public String handleRequest(Map<String, Object> event, Context context) {
            ENTERED.incrementAndGet();
            boolean through = false;
            while (!through) {
                try {
                    gate.await();
                    through = true;
                } catch (InterruptedException e) {
                    INTERRUPTED.incrementAndGet();
                }
            }
            return "through";
        }
    }

    /** Keeps state in a field, as Lambda allows: one event at a time. */
    public static class Counter implements RequestHandler<Map<String, Object>, Integer> {
        private int inside;

        @Override
        public Integer handleRequest(Map<String, Object> event, Context context) {
            int now = ++inside;
            Thread.yield();
            inside--;
            return now;
        }
    }

    /** A type of its own. */
    public record Question(String type) {}

    public static class OwnTypes implements RequestHandler<Question, Map<String, Object>> {
        @Override
        public Map<String, Object> handleRequest(Question event, Context context) {
            return Map.of();
        }
    }

    public static class OwnAnswer implements RequestHandler<Map<String, Object>, Question> {
        @Override
        public Question handleRequest(Map<String, Object> event, Context context) {
            return new Question("");
        }
    }

    /** Cannot be made. */
    public static class Unborn extends Echo {
        public Unborn() {
            throw new IllegalStateException("no configuration");
        }
    }

    public static class Parameters extends Echo {
        public Parameters(String setting) {}
    }

    public abstract static class Unfinished extends Echo {}

    static class Hidden extends Echo {}

    /** Implements nothing. */
    public static class Bystander {}
}
