package dev.postern.bench.peer;

import java.nio.file.Path;
import java.util.List;

/** How the distribution's proxies are started in the foreground with a configuration of one's own. */
public final class NativeCommand {

    private NativeCommand() {}

    /** nginx; its files go beside the configuration. */
    public static List<String> nginx(Path file) {
        // Debian's nginx opens its compiled-in error log before it reads the configuration, unless told otherwise.
        return List.of(
                "nginx",
                "-e",
                file + ".log",
                "-c",
                file.toString(),
                "-p",
                file.getParent().toString());
    }

    /** HAProxy, quiet. */
    public static List<String> haproxy(Path file) {
        return List.of("haproxy", "-q", "-db", "-f", file.toString());
    }
}
