package dev.postern.gateway.config;

/** Turns the path of a key into what a person looks for: a place in a file, or the name of a variable. */
interface Places {

    /**
     * @param file file or {@code environment}
     * @param line from 1; 0 when there are no lines
     * @param column from 1; 0 when there are no lines
     * @param path what to print as the key
     */
    record Place(String file, int line, int column, String path) {}

    /** Where the value of the key is, or of its nearest ancestor that is written. */
    Place ofValue(String path);

    /** Where the key itself is. */
    Place ofKey(String path);
}
