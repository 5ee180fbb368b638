package dev.postern.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The names that start with {@code POSTERN_}: what each is, and whether it is ours at all. */
final class EnvironmentVariables {

    static final String PREFIX = "POSTERN_";

    /** What configures the gateway where there is no file. */
    static final List<String> KNOWN = List.of(
            "POSTERN_UPSTREAM",
            "POSTERN_USER_POOL",
            "POSTERN_CLIENTS",
            "POSTERN_PORT",
            "POSTERN_HOST",
            "POSTERN_ADMIN_PORT",
            "POSTERN_ADMIN_HOST",
            "POSTERN_TOKEN_USE",
            "POSTERN_ALLOW_ORIGINS",
            "POSTERN_PUBLIC_PATHS",
            "POSTERN_ISSUER",
            "POSTERN_AUDIENCES",
            "POSTERN_JWKS",
            "POSTERN_BASE_PATH",
            "POSTERN_TRUSTED_PROXIES");

    /** Read by the launcher script, not by the gateway. */
    private static final Set<String> LAUNCHER = Set.of("POSTERN_JAVA_OPTS", "POSTERN_HOME", "POSTERN_JAVA");

    /**
     * Names that Kubernetes sets in every pod for a Service called {@code postern} or {@code postern-…} (Kubernetes
     * documentation, Service, "Environment variables").
     */
    private static final Pattern SERVICE_LINK = Pattern.compile("POSTERN_([A-Z0-9_]+_)?"
            + "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private EnvironmentVariables() {}

    /** Those of an environment that start with the prefix and are not the launcher's, by name. */
    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> ours = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !LAUNCHER.contains(name)) {
                ours.put(name, value);
            }
        });
        return ours;
    }

    /** Whether Kubernetes set it, for a Service of our name. */
    static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches();
    }
}
