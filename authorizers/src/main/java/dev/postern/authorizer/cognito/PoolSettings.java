package dev.postern.authorizer.cognito;

import dev.postern.authorizer.Settings;
import dev.postern.authorizer.jwt.IssuerKeys;
import dev.postern.authorizer.keys.KeyLocation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One pool as configured.
 *
 * @param pool its issuer
 * @param clients app clients whose tokens are admitted; empty for any
 * @param location where its keys are
 */
record PoolSettings(UserPool pool, Set<String> clients, KeyLocation location) {

    /**
     * Reads {@code idKey} or {@code issuer}, {@code clients} and {@code jwks} from one section.
     *
     * @param idKey {@code userPool} at the top, {@code id} in a list of pools
     * @return the pool, or null when something was reported
     */
    static PoolSettings read(Settings settings, String idKey, IssuerKeys keys) {
        boolean hasId = settings.has(idKey);
        boolean hasIssuer = settings.has("issuer");
        UserPool pool = null;
        if (hasId && hasIssuer) {
            settings.problem(
                    "issuer", "stands beside '" + idKey + "', which already says who the issuer is", "remove one");
        } else if (hasId) {
            String id = settings.requiredText(idKey);
            pool = id == null ? null : UserPool.ofId(id);
            if (id != null && pool == null) {
                settings.problem(
                        idKey,
                        "'" + id + "' is not the id of a user pool",
                        "write an id such as us-east-1_AbCdEf123; for a local pool write 'issuer' and 'jwks' instead");
            }
        } else if (hasIssuer) {
            String issuer = settings.requiredText("issuer");
            pool = issuer == null ? null : new UserPool(issuer);
        } else {
            settings.missing(idKey);
        }
        Set<String> clients = clients(settings);
        KeyLocation location = null;
        if (settings.has("jwks")) {
            location = keys.location(settings, "jwks");
        } else if (pool != null && (hasId || keys.url(settings, "issuer", pool.issuer()))) {
            location = new KeyLocation.Url(pool.keys());
        }
        return pool == null || location == null ? null : new PoolSettings(pool, clients, location);
    }

    private static Set<String> clients(Settings settings) {
        List<String> texts = settings.oneOrMore("clients");
        if (!settings.has("clients")) {
            settings.problem(
                    "clients",
                    "is missing",
                    "list the app clients whose users may call, or write 'any' to admit every client of the pool");
        } else if (texts.isEmpty() && settings.raw("clients") instanceof List<?> list && list.isEmpty()) {
            settings.problem("clients", "is empty", "list the app clients whose users may call, or write 'any'");
        }
        if (texts.equals(List.of("any"))) {
            settings.warning(
                    "clients",
                    "every app client of the pool is admitted, also those made for other services",
                    "list the app clients of this API");
            return Set.of();
        }
        if (texts.contains("any")) {
            settings.problem("clients", "mixes 'any' with app clients", "write either 'any' or the app clients");
        }
        return new LinkedHashSet<>(texts);
    }
}
