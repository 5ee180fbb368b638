package dev.postern.function.runtime;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * The whole environment of a hosted function: Lambda's variables and what the configuration adds. Nothing of the
 * gateway's own environment is in it, {@code PATH} neither (SR-162).
 *
 * <p>Source of names: "Using Lambda environment variables" in the AWS Lambda Developer Guide.
 */
public final class LambdaVariables {

    /** What a function finds programs in unless its {@code environment} says otherwise. */
    static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private static final Set<String> OURS = Set.of("AWS_LAMBDA_RUNTIME_API", "_HANDLER", "_X_AMZN_TRACE_ID");
    private static final SecureRandom RANDOM = new SecureRandom();

    private LambdaVariables() {}

    /** What is wrong with a variable of {@code environment}, or null: a name that is no name or is not to be set, NUL. */
    public static String faultOf(String name, String value) {
        if (OURS.contains(name)) {
            return "is set by the gateway";
        }
        if (!isName(name)) {
            return "is no name of a variable: letters, digits and _ only, no digit first";
        }
        return value.indexOf('\0') >= 0 ? "holds a NUL" : null;
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** @param endpoint {@code host:port} of the Runtime API */
    static Map<String, String> of(RuntimeSettings settings, RuntimeHost.Processes host, String endpoint, Clock clock) {
        Map<String, String> all = new HashMap<>();
        String root = host.directory().toString();
        all.put("PATH", PATH);
        all.put("LANG", "en_US.UTF-8");
        all.put("TZ", ":UTC");
        all.put("AWS_REGION", settings.region());
        all.put("AWS_DEFAULT_REGION", settings.region());
        all.put("LAMBDA_TASK_ROOT", root);
        all.put("LAMBDA_RUNTIME_DIR", root);
        all.put("AWS_LAMBDA_FUNCTION_NAME", settings.name());
        all.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128");
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + settings.name());
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream(clock));
        all.putAll(host.environment());
        all.put("AWS_LAMBDA_RUNTIME_API", endpoint);
        if (!host.handler().isEmpty()) {
            all.put("_HANDLER", host.handler());
        }
        return all;
    }

    private static String logStream(Clock clock) {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        String day =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString().replace('-', '/');
        return day + "/[$LATEST]" + HexFormat.of().formatHex(id);
    }
}
