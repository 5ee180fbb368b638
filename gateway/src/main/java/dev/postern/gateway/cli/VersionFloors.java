package dev.postern.gateway.cli;

import dev.postern.gateway.observe.BuildInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * The oldest Java, Vert.x and Netty that Postern starts on (SR-149). The build has the same floors, but a class path that
 * somebody puts together does not. Refuses what cannot be told as well.
 */
final class VersionFloors {

    /** Netty: CVE-2026-89044 and what was tested. Vert.x: what was tested. */
    private static final int[] NETTY = {4, 2, 20};

    private static final int[] VERTX = {5, 1, 6};

    /** CVE-2022-21449 (SR-84), by feature release; newer ones never had it. */
    private static final int[] JAVA_17 = {17, 0, 3};

    private static final int[] JAVA_18 = {18, 0, 1};

    private VersionFloors() {}

    /** What is too old, as sentences; empty when nothing is. */
    static List<String> breaches(BuildInfo running) {
        List<String> breaches = new ArrayList<>();
        check("Netty", running.netty(), NETTY, breaches);
        check("Vert.x", running.vertx(), VERTX, breaches);
        int[] java = numbers(running.java());
        check("Java", running.java(), java.length > 0 && java[0] == 18 ? JAVA_18 : JAVA_17, breaches);
        return breaches;
    }

    private static void check(String name, String version, int[] floor, List<String> breaches) {
        int[] numbers = numbers(version);
        int order = numbers.length == 0 ? -1 : 0;
        for (int i = 0; order == 0 && i < floor.length; i++) {
            order = Integer.compare(i < numbers.length ? numbers[i] : 0, floor[i]);
        }
        if (order < 0) {
            breaches.add(name + " " + version + " is older than " + floor[0] + "." + floor[1] + "." + floor[2]);
        }
    }

    /** The leading numbers of a version; none when it begins with something else. */
    private static int[] numbers(String version) {
        int[] numbers = new int[3];
        int count = 0;
        int at = 0;
        while (count < numbers.length && at < version.length() && isDigit(version.charAt(at))) {
            int value = 0;
            while (at < version.length() && isDigit(version.charAt(at)) && value < 100_000) {
                value = value * 10 + version.charAt(at++) - '0';
            }
            numbers[count++] = value;
            if (at < version.length() && version.charAt(at) == '.') {
                at++;
            } else {
                break;
            }
        }
        return count == 0 ? new int[0] : numbers;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
