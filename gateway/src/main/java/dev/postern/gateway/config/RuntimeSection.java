package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import dev.postern.function.runtime.LambdaVariables;
import dev.postern.function.runtime.RuntimeHost;
import dev.postern.function.runtime.RuntimeSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads {@code runtime} of one entry of {@code functions:}: a command that the gateway starts, or a port and a user. */
final class RuntimeSection {

    private static final List<String> OF_PROCESSES =
            List.of("handler", "directory", "environment", "count", "grace", "init");
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** What Lambda allows. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Settings settings;

    /** @param settings null when it is no section, which is reported */
    RuntimeSection(Settings settings) {
        this.settings = settings;
    }

    /** @return null when nothing can be run by it */
    FunctionTransport.Runtime read() {
        if (settings == null) {
            return null;
        }
        List<String> command = settings.texts("command");
        boolean container = settings.has("port");
        RuntimeHost.Processes processes = processes(command);
        int port = settings.integer("port", 0, 1, 65_535);
        int uid = settings.integer("uid", 0, 0, Integer.MAX_VALUE);
        Duration timeout = settings.duration("timeout", RuntimeSettings.DEFAULT_TIMEOUT, SHORTEST, LONGEST);
        Duration init = settings.duration("init", RuntimeSettings.DEFAULT_INIT, SHORTEST, Duration.ofMinutes(5));
        checkKeys(container);
        settings.finish();
        if (!settings.isSound()) {
            return null;
        }
        return new FunctionTransport.Runtime(
                container ? new RuntimeHost.Container(port, uid) : processes, timeout, init);
    }

    private void checkKeys(boolean container) {
        if (!container && !settings.has("command")) {
            settings.problems()
                    .error(
                            settings.path(),
                            "does not say what runs",
                            "write command: [node, index.mjs], or port: 9002 and uid: 10002");
        } else if (!container) {
            if (settings.has("uid")) {
                settings.problem(
                        "uid",
                        "is of a runtime in another container, and there is no port",
                        "remove it; processes run as the gateway's own user");
            }
        } else if (settings.has("command")) {
            settings.problem("port", "stands beside command", "keep one of them");
        } else {
            if (!settings.has("uid")) {
                settings.missing("uid");
            }
            for (String key : OF_PROCESSES) {
                if (settings.has(key)) {
                    settings.problem(
                            key, "is of processes that the gateway starts, and there is no command", "remove it");
                }
            }
        }
    }

    private RuntimeHost.Processes processes(List<String> command) {
        if (settings.has("command") && command.isEmpty()) {
            settings.problem("command", "is empty", "write the program and its arguments: [node, index.mjs]");
        }
        Map<String, String> environment = settings.textMap("environment");
        environment.forEach((name, value) -> {
            String fault = LambdaVariables.faultOf(name, value);
            if (fault != null) {
                settings.problem("environment." + name, fault, "choose another name");
            }
        });
        return new RuntimeHost.Processes(
                command,
                settings.text("handler", ""),
                directory(settings.text("directory", ".")),
                environment,
                settings.integer("count", 1, 1, RuntimeHost.Processes.MAX_COUNT),
                settings.duration("grace", RuntimeHost.Processes.DEFAULT_GRACE, SHORTEST, Duration.ofMinutes(1)));
    }

    private Path directory(String text) {
        try {
            Path directory = settings.directory(text);
            if (!Files.isDirectory(directory)) {
                settings.problem("directory", "there is no directory " + directory, "name an existing one");
            }
            return directory;
        } catch (InvalidPathException e) {
            settings.problem("directory", "is no path", "write a directory such as ./authorizer");
            return Path.of("");
        }
    }
}
