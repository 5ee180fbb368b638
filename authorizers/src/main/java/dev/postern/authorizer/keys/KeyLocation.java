package dev.postern.authorizer.keys;

import java.net.URI;
import java.nio.file.Path;

/** Where an issuer's JSON Web Key Set is (RFC 7517 section 5). */
public sealed interface KeyLocation {

    /** A document behind a URL. */
    record Url(URI url) implements KeyLocation {}

    /** A document in a file, read again whenever its content changes. */
    record File(Path path) implements KeyLocation {}

    /**
     * The {@code jwks_uri} of the issuer's discovery document (OpenID Connect Discovery 1.0 section 4), whose
     * {@code issuer} must be exactly this one (SR-105).
     */
    record Discovery(String issuer) implements KeyLocation {

        /** Where the discovery document is: one trailing slash of the issuer is dropped (section 4.1). */
        public URI document() {
            String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            return URI.create(base + "/.well-known/openid-configuration");
        }
    }
}
