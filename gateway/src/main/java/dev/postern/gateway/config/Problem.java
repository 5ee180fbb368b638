package dev.postern.gateway.config;

/**
 * One thing that is wrong with a configuration, or probably not meant.
 *
 * @param severity whether the configuration can be used all the same
 * @param file file as the user named it, or {@code environment}
 * @param line from 1; 0 for the environment
 * @param column from 1; 0 for the environment
 * @param path key such as {@code routes[0].match}, name of a variable, {@code (file)} or {@code (yaml)}
 * @param what what is wrong; never holds a value that came from a placeholder (SR-137)
 * @param right what would be right
 */
public record Problem(Severity severity, String file, int line, int column, String path, String what, String right) {

    /** How bad it is. */
    public enum Severity {
        /** The configuration cannot be used. */
        ERROR,
        /** It can be used; {@code check --strict} refuses it. */
        WARNING
    }

    /**
     * One line: {@code FILE:LINE:COLUMN path.to.key: what is wrong; what would be right}, a lint with
     * {@code warning:} before what is wrong.
     */
    @Override
    public String toString() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        String mark = severity == Severity.WARNING ? "warning: " : "";
        return place + " " + path + ": " + mark + what + "; " + right;
    }
}
