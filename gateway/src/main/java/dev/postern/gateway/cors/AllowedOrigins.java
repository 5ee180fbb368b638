package dev.postern.gateway.cors;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.CorsConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code allowOrigins}: exact origins first, then {@code *}, {@code https://*}, and sub-domains at a label boundary
 * ({@code https://*.example.com} is {@code https://a.example.com} and {@code https://b.a.example.com}, neither
 * {@code https://example.com} nor {@code https://evilexample.com}: SR-122). Without regular expressions.
 */
final class AllowedOrigins {

    /** The longest DNS name with scheme and port. */
    private static final int MAX_LENGTH = 280;

    private final boolean any;
    private final Set<String> exact;
    private final List<String> schemes;
    private final List<Wildcard> wildcards;

    private record Wildcard(String scheme, String suffix) {}

    private AllowedOrigins(boolean any, Set<String> exact, List<String> schemes, List<Wildcard> wildcards) {
        this.any = any;
        this.exact = exact;
        this.schemes = schemes;
        this.wildcards = wildcards;
    }

    static AllowedOrigins of(CorsConfig config, Problems problems) {
        boolean any = false;
        Set<String> exact = new HashSet<>();
        List<String> schemes = new ArrayList<>();
        List<Wildcard> wildcards = new ArrayList<>();
        if (config.allowOrigins().isEmpty()) {
            problems.error(
                    config.path() + ".allowOrigins", "is empty", "list origins such as \"https://app.example.com\"");
        }
        for (int i = 0; i < config.allowOrigins().size(); i++) {
            String path = config.path() + ".allowOrigins[" + i + "]";
            String origin = config.allowOrigins().get(i);
            if (origin.equals("*")) {
                any = true;
                if (config.allowCredentials()) {
                    problems.error(
                            path,
                            "'*' with allowCredentials would let every site act as the user",
                            "list the origins, or set allowCredentials: false");
                }
            } else if (origin.equals("https://*") || origin.equals("http://*")) {
                schemes.add(origin.substring(0, origin.length() - 1));
                if (config.allowCredentials()) {
                    problems.error(
                            path,
                            "'" + origin + "' with allowCredentials would let every site act as the user",
                            "list the origins, or set allowCredentials: false");
                }
            } else if (origin.equals("null")) {
                exact.add(origin);
                problems.warning(
                        path,
                        "'null' is the origin of sandboxed frames and local files of any site",
                        "leave it out unless such pages are meant");
            } else if (origin.contains("://*.")) {
                int mark = origin.indexOf("://*.");
                String example = origin.replace("://*.", "://a.");
                if (check(example, origin, path, problems)) {
                    wildcards.add(new Wildcard(
                            origin.substring(0, mark + 3),
                            origin.substring(mark + 4).toLowerCase(Locale.ROOT)));
                }
            } else if (check(origin, origin, path, problems)) {
                exact.add(origin.toLowerCase(Locale.ROOT));
            }
        }
        return new AllowedOrigins(any, exact, schemes, wildcards);
    }

    private static boolean check(String origin, String written, String path, Problems problems) {
        String canonical = Origin.canonical(origin);
        if (canonical == null) {
            problems.error(
                    path,
                    "'" + written + "' is not an origin",
                    "write scheme, host and port only: \"https://app.example.com\", \"https://*.example.com\","
                            + " \"https://*\" or \"*\"");
            return false;
        }
        if (!canonical.equals(origin)) {
            problems.error(
                    path,
                    "browsers never send '" + written + "'",
                    "write \"" + (written.equals(origin) ? canonical : canonical.replace("://a.", "://*.")) + "\"");
            return false;
        }
        return true;
    }

    /** Whether the answer differs by origin: always, unless everybody may. */
    boolean answerDependsOnOrigin() {
        return !any;
    }

    boolean allow(String origin) {
        if (any || exact.contains(origin)) {
            return true;
        }
        if (origin.length() > MAX_LENGTH || schemes.isEmpty() && wildcards.isEmpty()) {
            return false;
        }
        if (!origin.equals(Origin.canonical(origin))) {
            return false;
        }
        for (String scheme : schemes) {
            if (origin.startsWith(scheme)) {
                return true;
            }
        }
        for (Wildcard wildcard : wildcards) {
            if (origin.startsWith(wildcard.scheme)
                    && origin.endsWith(wildcard.suffix)
                    && origin.length() > wildcard.scheme.length() + wildcard.suffix.length()) {
                return true;
            }
        }
        return false;
    }
}
