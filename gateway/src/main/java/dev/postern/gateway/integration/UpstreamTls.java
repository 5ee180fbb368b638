package dev.postern.gateway.integration;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.tls.Authorities;
import dev.postern.gateway.tls.TlsIdentity;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.time.Instant;
import java.util.Set;

/**
 * TLS towards one backend, as its files were when the configuration was compiled: part of what makes two pools
 * different (SR-51). Chain and host name are checked unless the configuration says otherwise for this backend (SR-147).
 *
 * @param authorities the only ones to trust; null for the system's
 * @param identity the gateway's own certificate; null for none
 * @param verify false trusts everybody
 */
public record UpstreamTls(Authorities authorities, TlsIdentity identity, boolean verify) {

    /** Of a backend without TLS, or with the system's authorities. */
    public static final UpstreamTls SYSTEM = new UpstreamTls(null, null, true);

    /** TLS 1.0 and 1.1 are deprecated (RFC 8996). */
    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    /**
     * Reads the files of a backend. Blocks.
     *
     * @return what can be used; only for use when nothing was reported
     */
    public static UpstreamTls read(Vertx vertx, UpstreamConfig config, Instant now, Problems problems) {
        UpstreamConfig.Tls tls = config.tlsSettings();
        String section = "upstreams." + config.name() + ".tls";
        Authorities authorities =
                tls.ca() == null ? null : Authorities.read(vertx, tls.ca(), section + ".ca", now, problems);
        TlsIdentity identity = tls.cert() == null || tls.key() == null
                ? null
                : TlsIdentity.read(vertx, tls.cert(), tls.key(), section, now, problems);
        return new UpstreamTls(authorities, identity, tls.verify());
    }

    void apply(String host, HttpClientOptions options) {
        options.setSsl(true)
                .setVerifyHost(verify)
                .setTrustAll(!verify)
                .setEnabledSecureTransportProtocols(VERSIONS)
                // Names of one label too, such as those of Kubernetes services; never addresses (RFC 6066 section 3).
                .setForceSni(isName(host));
        if (authorities != null) {
            options.setTrustOptions(authorities.options());
        }
        if (identity != null) {
            options.setKeyCertOptions(identity.options());
        }
    }

    private static boolean isName(String host) {
        return host != null && !NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host);
    }
}
