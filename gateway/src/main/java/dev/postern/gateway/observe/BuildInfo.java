package dev.postern.gateway.observe;

import io.netty.util.Version;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is running: for {@code version}, {@code /version} and {@code postern_build_info}.
 *
 * @param version of Postern, {@code development} when not run from its jar
 * @param vertx of Vert.x core
 * @param netty of Netty
 * @param java of the virtual machine
 */
public record BuildInfo(String version, String vertx, String netty, String java) {

    private static final String UNKNOWN = "unknown";

    /** Reads the versions from the class path; what cannot be found is {@code unknown}. */
    public static BuildInfo current() {
        String version = BuildInfo.class.getPackage().getImplementationVersion();
        return new BuildInfo(
                version == null ? "development" : version,
                vertxVersion(),
                nettyVersion(),
                System.getProperty("java.version", UNKNOWN));
    }

    private static String vertxVersion() {
        try (InputStream in = Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
            return in == null ? UNKNOWN : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String nettyVersion() {
        Map<String, Version> artifacts = Version.identify(Version.class.getClassLoader());
        Version common = artifacts.get("netty-common");
        if (common != null) {
            return common.artifactVersion();
        }
        // In one jar the artifacts' files of this name overwrite each other; all are of one version (enforced by the
        // build).
        return artifacts.values().stream()
                .map(Version::artifactVersion)
                .filter(found -> found.startsWith("4.2."))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
