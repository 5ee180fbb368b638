package dev.postern.function.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where a function runs. */
public sealed interface RuntimeHost {

    /**
     * In processes that the gateway starts.
     *
     * @param command a Lambda runtime client with its arguments, such as {@code [node, index.mjs]}; not empty. It is
     *     looked for in the {@code PATH} of the function, not in the gateway's
     * @param handler what the runtime client is told to call ({@code _HANDLER}); empty where none is needed
     * @param directory absolute; where the command starts, and {@code LAMBDA_TASK_ROOT}
     * @param environment what the function gets beside Lambda's own variables (SR-162); names as
     *     {@link LambdaVariables#faultOf} wants them
     * @param count how many processes, 1 to {@value #MAX_COUNT}: each does one invocation at a time
     * @param grace how long a process has between SIGTERM and SIGKILL
     */
    record Processes(
            List<String> command,
            String handler,
            Path directory,
            Map<String, String> environment,
            int count,
            Duration grace)
            implements RuntimeHost {

        public static final int MAX_COUNT = 64;
        public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

        public Processes {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * In another container of the pod, whose {@code AWS_LAMBDA_RUNTIME_API} is {@code 127.0.0.1:PORT}. One invocation at
     * a time.
     *
     * @param port where the gateway listens, on 127.0.0.1; 0 takes a free one, which is of use to tests only
     * @param uid the user that the runtime runs as, and nothing else in the pod: whatever connects as another user is
     *     refused (SR-154)
     */
    record Container(int port, int uid) implements RuntimeHost {}
}
