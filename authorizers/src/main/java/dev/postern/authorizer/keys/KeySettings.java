package dev.postern.authorizer.keys;

import dev.postern.authorizer.token.SignatureAlgorithm;
import java.util.List;
import java.util.Set;

/**
 * Everything that shapes the keys of one issuer. Two configurations with equal settings share one
 * {@link KeySource}, so that a reload keeps the keys it has.
 *
 * @param issuer whose keys these are; names them in metrics and logs
 * @param location where the key set is
 * @param algorithms what keys may be used for
 * @param trust absolute names of PEM files with authorities trusted besides the system's
 * @param insecure whether plain HTTP to a host that is not loopback is accepted
 * @param limits sizes and times
 */
public record KeySettings(
        String issuer,
        KeyLocation location,
        Set<SignatureAlgorithm> algorithms,
        List<String> trust,
        boolean insecure,
        KeyLimits limits) {

    public KeySettings {
        algorithms = Set.copyOf(algorithms);
        trust = List.copyOf(trust);
    }
}
