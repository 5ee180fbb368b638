package dev.postern.torture;

import dev.postern.gateway.attack.WireCase;
import dev.postern.gateway.attack.WireCase.WireLine;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a gateway must be configured for so that a case says something about it. Cases on gateway {@code plain} run
 * elsewhere when the other gateway has all their features; cases on other configurations, and those that read our access
 * log, do not run elsewhere.
 */
enum Feature {
    /** {@code /guarded/…} asks for {@code Authorization: Bearer} with a token of the runner's issuer. */
    GUARD,
    /** {@code /denied/…} admits nobody. */
    DENIAL,
    /** {@code POST /limited} takes bodies of 8 bytes. */
    BODY_LIMIT,
    /** X-Principal-Id, X-Username and X-Email say who was admitted, and nobody else can set them. */
    IDENTITY,
    /** {@code /plan/…} sets more headers. */
    MAPPING,
    /** The CORS policy of gateway {@code plain}. */
    CORS,
    WEBSOCKET,
    /** It looks at tokens itself. */
    TOKENS,
    /** {@code /keyless/…} and {@code /odd/…}: issuers without a usable key. */
    KEYLESS,
    /** Our request ids on answers. */
    IDS,
    /** Our limits of a head, to the byte. */
    EXACT_LIMITS;

    private static final Set<String> IDENTITY_NAMES = Set.of("x-principal-id", "x-username", "x-email");

    /** What a case needs; empty when it runs on our gateway only. */
    static Optional<Set<Feature>> needed(WireCase wireCase) {
        if (!wireCase.gateway().equals("plain")
                || wireCase.lines().stream().anyMatch(line -> line.kind().equals("%"))) {
            return Optional.empty();
        }
        Set<Feature> needed = EnumSet.noneOf(Feature.class);
        if (wireCase.place().startsWith("limits.txt")) {
            needed.add(EXACT_LIMITS);
        }
        wireCase.lines().forEach(line -> collect(line, needed));
        return Optional.of(needed);
    }

    private static void collect(WireLine line, Set<Feature> needed) {
        String text = line.text();
        String lower = text.toLowerCase(Locale.ROOT);
        switch (line.kind()) {
            case ">", ">-" -> {
                if (text.contains("HTTP/1.")) {
                    ofTarget(text, needed);
                }
                if (lower.startsWith("origin:")) {
                    needed.add(CORS);
                }
                if (isForged(text)) {
                    needed.add(TOKENS);
                }
                ofName(lower, needed);
            }
            case "^" -> ofName(lower, needed);
            case "<", "<!" -> {
                if (lower.startsWith("access-control-") || lower.startsWith("vary")) {
                    needed.add(CORS);
                }
                if (lower.startsWith("101")) {
                    needed.add(WEBSOCKET);
                }
            }
            case "@" -> {
                if (lower.startsWith("http/1.1 101")) {
                    needed.add(WEBSOCKET);
                }
                if (lower.startsWith("apigw-requestid:")) {
                    needed.add(IDS);
                }
            }
            default -> {}
        }
    }

    private static void ofTarget(String text, Set<Feature> needed) {
        if (text.contains("/guarded")) {
            needed.add(GUARD);
        }
        if (text.contains("/denied")) {
            needed.add(DENIAL);
        }
        if (text.contains("/limited")) {
            needed.add(BODY_LIMIT);
        }
        if (text.contains("/plan/")) {
            needed.add(MAPPING);
        }
        if (text.contains("/keyless/") || text.contains("/odd/")) {
            needed.add(KEYLESS);
        }
    }

    private static boolean isForged(String text) {
        return text.startsWith("Authorization:")
                && (!text.contains("{token") && text.contains("{") && !text.contains("{expired}")
                        || text.contains("{token}.")
                        || text.contains("{token}="));
    }

    private static void ofName(String lower, Set<Feature> needed) {
        int colon = lower.indexOf(':');
        String name =
                colon < 0 ? "" : lower.substring(0, colon).replace('_', '-').replaceAll("-+", "-");
        name = name.replaceAll("^-|-$", "").replace('.', '-');
        if (IDENTITY_NAMES.contains(name)) {
            needed.add(IDENTITY);
        } else if (name.equals("x-plan")) {
            needed.add(MAPPING);
        }
    }
}
