package dev.postern.authorizer.jwt;

import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.keys.FetchTarget;
import dev.postern.authorizer.keys.KeyDocument;
import dev.postern.authorizer.keys.KeyLimits;
import dev.postern.authorizer.keys.KeyLocation;
import dev.postern.authorizer.keys.KeySettings;
import dev.postern.authorizer.keys.KeySource;
import dev.postern.authorizer.keys.ProxyRules;
import dev.postern.authorizer.token.SignatureAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Settles where an issuer's keys come from, and takes hold of them. */
public final class IssuerKeys {

    private final AuthorizerContext context;
    private final Set<SignatureAlgorithm> algorithms;
    private final List<String> trust;
    private final boolean insecure;
    private final KeyLimits limits;

    /**
     * @param algorithms what keys may be used for
     * @param common trust and the scheme rule
     */
    public IssuerKeys(AuthorizerContext context, Set<SignatureAlgorithm> algorithms, TokenSettings common) {
        this(context, algorithms, common, KeyLimits.DEFAULT);
    }

    IssuerKeys(AuthorizerContext context, Set<SignatureAlgorithm> algorithms, TokenSettings common, KeyLimits limits) {
        this.context = context;
        this.algorithms = algorithms;
        this.trust = common.trust();
        this.insecure = common.insecure();
        this.limits = limits;
    }

    /**
     * Reads a {@code jwks} setting: a URL, or a file, which must hold a usable key now.
     *
     * @return the place, or null when it was reported
     */
    public KeyLocation location(Settings settings, String key) {
        String text = settings.requiredText(key);
        if (text == null) {
            return null;
        }
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return url(settings, key, text) ? new KeyLocation.Url(URI.create(text)) : null;
        }
        Path file = settings.resolve(text);
        try {
            if (Files.size(file) > limits.documentBytes()) {
                settings.problem(key, "'" + file + "' is too large", "at most " + limits.documentBytes() + " bytes");
                return null;
            }
            KeyDocument document = KeyDocument.read(context.vertx(), Files.readString(file), algorithms, limits.keys());
            if (document.problem() != null) {
                settings.problem(
                        key,
                        "the key set in '" + file + "' " + document.problem(),
                        "a JSON object with 'keys', one of them a public key with a kid for "
                                + String.join(
                                        ", ",
                                        algorithms.stream()
                                                .map(SignatureAlgorithm::word)
                                                .sorted()
                                                .toList()));
                return null;
            }
        } catch (IOException e) {
            settings.problem(key, "'" + file + "' cannot be read", "write an https URL or file:NAME");
            return null;
        }
        return new KeyLocation.File(file);
    }

    /** Checks that keys may be fetched from a URL; false when it was reported. */
    public boolean url(Settings settings, String key, String text) {
        String problem;
        try {
            problem = FetchTarget.problem(new URI(text), insecure);
        } catch (URISyntaxException e) {
            problem = "is not a URL";
        }
        if (problem != null) {
            settings.problem(
                    key,
                    "'" + text + "' " + problem,
                    "write an https URL; plain http is for loopback, or needs 'insecure: true'");
        }
        return problem == null;
    }

    /** The keys of an issuer, shared with every configuration that asks for the same. */
    public SharedResources.Hold<KeySource> hold(String issuer, KeyLocation location) {
        KeySettings settings = new KeySettings(issuer, location, algorithms, trust, insecure, limits);
        return context.shared()
                .hold(
                        settings,
                        KeySource.class,
                        () -> new KeySource(
                                context.vertx(),
                                context.clock(),
                                settings,
                                new ProxyRules(context.environment()),
                                context.events().keys(issuer)),
                        KeySource::close);
    }
}
