package dev.postern.gateway.cli;

import dev.postern.gateway.observe.ApplicationLog;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code postern}: runs one command and ends with its exit code. */
public final class Main {

    /** Tells of the other commands, and so needs them all. */
    private static final String HELP = "help";

    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("check", CheckCommand::new);
        COMMANDS.put("explain", ExplainCommand::new);
        COMMANDS.put("token", TokenCommand::new);
        COMMANDS.put("version", VersionCommand::new);
        COMMANDS.put(HELP, CommandLine.HelpCommand::new);
    }

    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w.-]+");

    private Main() {}

    /** Runs the command that the first argument names. */
    public static void main(String[] arguments) {
        Reactor.prepare();
        int status = Exit.FAILED;
        try {
            status = commandLine(arguments).execute(arguments);
        } catch (Error fault) {
            // Such as memory that ran out. Other threads would keep a process alive that serves nobody.
            fault.printStackTrace();
        }
        ApplicationLog.close();
        System.out.flush();
        System.exit(status);
    }

    /**
     * The command line for some arguments. Where they begin with a command only that one is built: reflection over all
     * of them would cost a start a tenth of a second.
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new PosternCommand());
        String first = arguments.length == 0 ? "" : arguments[0];
        if (COMMANDS.containsKey(first) && !first.equals(HELP)) {
            line.addSubcommand(first, COMMANDS.get(first).get());
        } else {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        return line.setExpandAtFiles(false) // -H @file is ours
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((wrong, given) -> misused(wrong))
                .setExecutionExceptionHandler((fault, command, parsed) -> broken(fault, command));
    }

    /** Says what is wrong with the arguments, without repeating a token among them, and where help is. */
    private static int misused(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("postern: " + TOKEN.matcher(wrong.getMessage()).replaceAll("(hidden)"));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' says what there is.");
        err.flush();
        return Exit.BAD_CONFIGURATION;
    }

    private static int broken(Exception fault, CommandLine command) {
        PrintWriter err = command.getErr();
        err.println("postern: this is a fault of Postern itself: " + fault);
        fault.printStackTrace(err);
        err.flush();
        return Exit.FAILED;
    }
}
