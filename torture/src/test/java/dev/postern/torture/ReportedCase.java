package dev.postern.torture;

/**
 * An executed test that names requirements.
 *
 * @param place class, or table, it stands in
 * @param name as it names itself, without where it stands
 */
record ReportedCase(String place, String name, Result result) {

    enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }
}
