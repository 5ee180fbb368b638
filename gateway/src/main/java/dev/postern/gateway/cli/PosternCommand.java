package dev.postern.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command without a sub-command: says what there is. */
@Command(
        name = "postern",
        header = "A gateway beside your backend: it admits callers and says who they are.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Begin with 'postern demo'. 'postern COMMAND --help' tells more of each."})
final class PosternCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--version", description = "Same as the command version.")
    private boolean version;

    @Override
    public void run() {
        if (version) {
            VersionCommand.print(spec.commandLine().getOut());
        } else {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
