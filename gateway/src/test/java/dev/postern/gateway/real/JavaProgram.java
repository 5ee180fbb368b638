package dev.postern.gateway.real;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The command line that runs a function of the tests under AWS's runtime client for Java. */
final class JavaProgram {

    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    private JavaProgram() {}

    /** @param scratch for the library that the client unpacks to a fixed name */
    static List<String> hosting(String handler, Path scratch) {
        // Only what belongs to the function: its class and AWS's libraries.
        String classPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(entry -> entry.endsWith("gateway/target/test-classes")
                        || entry.contains("aws-lambda-java")
                        || entry.contains("awssdk"))
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                classPath,
                CLIENT,
                handler);
    }
}
