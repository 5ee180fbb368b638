package dev.postern.gateway.cli;

import dev.postern.gateway.observe.BuildInfo;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code version}: what is running. */
@Command(name = "version", description = "Print the versions of Postern, Vert.x, Netty and Java.")
final class VersionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public void run() {
        print(spec.commandLine().getOut());
    }

    static void print(PrintWriter out) {
        BuildInfo build = BuildInfo.current();
        out.println("Postern " + build.version());
        out.println("Vert.x " + build.vertx());
        out.println("Netty " + build.netty());
        out.println("Java " + build.java());
        out.flush();
    }
}
