package dev.postern.authorizer.jwt;

import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.keys.ProxyRules;
import dev.postern.authorizer.keys.TrustAnchors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings that every token authorizer has.
 *
 * @param sources {@code identitySource}
 * @param leeway {@code leeway}
 * @param trust the context's and this authorizer's {@code trust}, absolute
 * @param insecure {@code insecure}
 */
public record TokenSettings(List<CredentialSource> sources, Leeway leeway, List<String> trust, boolean insecure) {

    /** Reads them, reporting what is wrong. */
    public static TokenSettings read(AuthorizerContext context, Settings settings) {
        List<CredentialSource> sources = new ArrayList<>();
        for (String text : settings.oneOrMore("identitySource")) {
            CredentialSource source = CredentialSource.parse(text);
            if (source == null) {
                settings.problem(
                        "identitySource",
                        "'" + text + "' is not a place in a request",
                        "write header.NAME, querystring.NAME, cookie.NAME or subprotocol.NAME");
            } else {
                sources.add(source);
            }
        }
        if (!settings.has("identitySource")) {
            sources.add(CredentialSource.AUTHORIZATION);
        } else if (settings.isSound() && sources.isEmpty()) {
            settings.problem("identitySource", "is empty", "name a source, such as header.Authorization");
        }
        Duration given = settings.duration("leeway", null, Duration.ZERO, Leeway.MAX);
        List<String> trust = new ArrayList<>(context.trust());
        for (String text : settings.oneOrMore("trust")) {
            Path file = settings.resolve(text);
            String problem = TrustAnchors.problem(file);
            if (problem != null) {
                settings.problem("trust", problem, "name a PEM file with certificates");
            }
            trust.add(file.toString());
        }
        String proxy = ProxyRules.problem(context.environment());
        if (proxy != null) {
            settings.problems().error(settings.path(), proxy, "write http://HOST:PORT, or unset it");
        }
        boolean insecure = settings.flag("insecure", false);
        if (insecure) {
            settings.warning(
                    "insecure",
                    "keys may be fetched over plain HTTP, where anybody on the way can replace them",
                    "use https, or remove it");
        }
        return new TokenSettings(
                List.copyOf(sources), given == null ? Leeway.DEFAULT : Leeway.of(given), List.copyOf(trust), insecure);
    }
}
