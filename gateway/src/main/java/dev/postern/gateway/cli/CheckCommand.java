package dev.postern.gateway.cli;

import dev.postern.gateway.ConfigurationCheck;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.ApplicationLog;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check}: every problem of a configuration in one run, without network. Exit 0, or 2 when it cannot be used. */
@Command(
        name = "check",
        description = {"Say everything that is wrong with a configuration, without using it.", ""})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    /** What is checked. */
    private static final class Subject {

        @Parameters(paramLabel = "FILE", description = "The configuration (YAML).")
        private Path file;

        @Option(
                names = "--env",
                description = "Check the POSTERN_ variables instead, and print the YAML that says the same; problems"
                        + " then go to standard error.")
        private boolean environment;
    }

    @Option(
            names = "--connect",
            description = "Also try issuers and upstreams, and say what fails: DNS, TCP, TLS or status.")
    private boolean connect;

    @Option(names = "--strict", description = "Warnings count as errors.")
    private boolean strict;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter problems = subject.environment ? spec.commandLine().getErr() : out;
        ConfigReader reader = new ConfigReader(System.getenv()).forChecking();
        ConfigResult read = subject.environment ? reader.fromEnvironment(System.getenv()) : reader.read(subject.file);
        ApplicationLog.level("error"); // what matters is printed
        Vertx vertx = Reactor.idle();
        try {
            ConfigurationCheck.compile(vertx, read);
            if (connect && read.usable()) {
                new ConnectionCheck(vertx, read, problems).run();
            }
            if (subject.environment) {
                out.print(read.text());
                out.flush();
            }
            problems.print(read.problems().render());
            boolean wrong =
                    !read.usable() || strict && !read.problems().warnings().isEmpty();
            problems.println(summary(read));
            problems.flush();
            return wrong ? Exit.BAD_CONFIGURATION : Exit.OK;
        } finally {
            vertx.close().await();
        }
    }

    private String summary(ConfigResult read) {
        String name = subject.environment ? "environment" : subject.file.toString();
        int errors = read.problems().errors().size();
        int warnings = read.problems().warnings().size();
        if (errors + warnings == 0) {
            return name + ": good";
        }
        return name + ": " + count(errors, "error") + ", " + count(warnings, "warning");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
