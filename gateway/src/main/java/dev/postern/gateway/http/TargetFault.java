package dev.postern.gateway.http;

/** What is wrong with a request target: a closed list, for the client's answer and for {@code explain}. */
public enum TargetFault {
    NOT_A_PATH("the request target is not a path"),
    OTHER_AUTHORITY("the request target names another host than the Host header"),
    LEADING_SLASHES("the path starts with more than one slash"),
    DOT_SEGMENT("the path holds a dot segment"),
    BROKEN_ESCAPE("the path holds a broken percent escape"),
    REFUSED_ESCAPE("the path holds %00, %3B or %5C"),
    NESTED_ESCAPES("the path escapes percent signs again and again"),
    REFUSED_CHARACTER("the path holds a character that has to be escaped"),
    QUERY_CHARACTER("the query holds a character that has to be escaped"),
    /** Found by the route: {@code allowInPath} does not list what the path holds. */
    SPECIAL("the path holds %2F, %25, ; or //, which is not accepted here"),
    /** Found by the route: see {@link RequestTarget#otherReadings}. */
    TWO_READINGS("the path can be read as that of another route");

    private final String description;

    TargetFault(String description) {
        this.description = description;
    }

    /** A sentence fragment that repeats nothing of what the client sent. */
    public String description() {
        return description;
    }
}
