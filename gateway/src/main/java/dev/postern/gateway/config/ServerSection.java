package dev.postern.gateway.config;

import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code server:}. */
final class ServerSection {

    /** A header name (RFC 9110 section 5.6.2) with an underscore. */
    private static final Pattern UNDERSCORED =
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^`|~-]*_[A-Za-z0-9!#$%&'*+.^_`|~-]*");

    private static final Duration DAY = Duration.ofHours(24);

    /** What happens to a header that asks for another method than the request line (SR-159). */
    private enum MethodOverride {
        REMOVE,
        AWS
    }

    private final Settings settings;
    private final Profile profile;

    ServerSection(Settings settings, Profile profile) {
        this.settings = settings;
        this.profile = profile;
    }

    ServerConfig read() {
        String host = Listener.host(settings, ServerConfig.DEFAULT.host());
        int port = settings.integer("port", ServerConfig.DEFAULT.port(), 0, 65535);
        ServerConfig.Timeouts timeouts = timeouts(settings.section("timeouts"));
        ServerConfig.Limits limits = limits(settings.section("limits"));
        ServerConfig.Drain drain = drain(settings.section("drain"));
        List<String> proxies = trustedProxies();
        List<String> underscores = allowUnderscores();
        boolean override = settings.choice(
                        "methodOverride",
                        MethodOverride.class,
                        word -> HostText.lower(word.name()),
                        MethodOverride.REMOVE)
                == MethodOverride.AWS;
        if (override && profile != Profile.REST_API) {
            settings.problem("methodOverride", "'aws' is a rule of profile rest-api only", "remove it");
        }
        ServerConfig.Tls tls = tls(settings.section("tls"));
        boolean http2 = http2();
        boolean proxyProtocol = settings.flag("proxyProtocol", false);
        if (proxyProtocol && settings.texts("trustedProxies").isEmpty()) {
            settings.problem(
                    "proxyProtocol",
                    "has nobody to come from, as trustedProxies is empty",
                    "list the addresses of the proxies that send it in trustedProxies");
        }
        settings.finish();
        return new ServerConfig(
                host, port, timeouts, limits, drain, proxies, underscores, override, tls, http2, proxyProtocol);
    }

    /** Whether the two belong together is seen when they are opened. */
    private static ServerConfig.Tls tls(Settings section) {
        if (section == null) {
            return null;
        }
        Path cert = section.file("cert");
        Path key = section.file("key");
        for (String needed : List.of("cert", "key")) {
            if (!section.has(needed)) {
                section.missing(needed);
            }
        }
        ServerConfig.ClientAuth clientAuth = section.choice(
                "clientAuth",
                ServerConfig.ClientAuth.class,
                word -> HostText.lower(word.name()),
                ServerConfig.ClientAuth.NONE);
        Path clientCa = section.file("clientCa");
        if (clientAuth == ServerConfig.ClientAuth.NONE && section.has("clientCa")) {
            section.problem(
                    "clientCa",
                    "judges no certificate, as clients are not asked for one",
                    "add clientAuth: required or optional, or remove it");
        } else if (clientAuth != ServerConfig.ClientAuth.NONE && !section.has("clientCa")) {
            section.problem(
                    "clientAuth",
                    "has nothing to judge certificates by",
                    "name a file with the authorities to trust in clientCa");
        }
        section.finish();
        // Without its authorities nobody may be let in (SR-148): what follows must not be built.
        return cert == null || key == null || clientAuth != ServerConfig.ClientAuth.NONE && clientCa == null
                ? null
                : new ServerConfig.Tls(cert, key, clientAuth, clientCa);
    }

    /** By ALPN where there is TLS; clear text would go round the strict decoder (CVE-2026-102479, SR-71). */
    private boolean http2() {
        boolean tls = settings.has("tls");
        boolean http2 = settings.flag("http2", tls);
        if (http2 && !tls) {
            settings.problem("http2", "is negotiated within TLS, and there is no server.tls", "add tls, or remove it");
        }
        if (settings.flag("h2c", false)) {
            settings.problem(
                    "h2c",
                    "would let requests go round the guard against CVE-2026-102479, which this version needs",
                    "remove it; with server.tls, HTTP/2 is on");
        }
        return http2 && tls;
    }

    private static ServerConfig.Timeouts timeouts(Settings section) {
        ServerConfig.Timeouts standard = ServerConfig.Timeouts.DEFAULT;
        if (section == null) {
            return standard;
        }
        Duration least = Duration.ofMillis(100);
        ServerConfig.Timeouts timeouts = new ServerConfig.Timeouts(
                section.duration("head", standard.head(), least, Duration.ofHours(1)),
                section.duration("body", standard.body(), least, DAY),
                section.duration("idle", standard.idle(), least, DAY),
                section.isNone("total") ? null : section.duration("total", standard.total(), least, DAY));
        section.finish();
        return timeouts;
    }

    private static ServerConfig.Limits limits(Settings section) {
        ServerConfig.Limits standard = ServerConfig.Limits.DEFAULT;
        if (section == null) {
            return standard;
        }
        ServerConfig.Limits limits = new ServerConfig.Limits(
                (int) section.size("requestLine", standard.requestLine(), 256, 1 << 20),
                (int) section.size("headers", standard.headers(), 1 << 10, 1 << 20),
                section.integer("headerCount", standard.headerCount(), 8, 10_000),
                section.integer("connections", standard.connections(), 1, 1_000_000),
                section.isNone("body") ? -1 : section.size("body", standard.body(), 0, 1L << 40),
                (int) section.size("token", standard.token(), 1 << 10, 1 << 20),
                section.size("mappedBody", standard.mappedBody(), 1 << 10, 1L << 30));
        section.finish();
        return limits;
    }

    private static ServerConfig.Drain drain(Settings section) {
        ServerConfig.Drain standard = ServerConfig.Drain.DEFAULT;
        if (section == null) {
            return standard;
        }
        ServerConfig.Drain drain = new ServerConfig.Drain(
                section.duration("delay", standard.delay(), Duration.ZERO, Duration.ofHours(1)),
                section.duration("timeout", standard.timeout(), Duration.ZERO, Duration.ofHours(1)));
        section.finish();
        return drain;
    }

    /** Only blocks that can be used; what cannot is reported. */
    private List<String> trustedProxies() {
        boolean any = settings.flag("trustAnyProxy", false);
        List<String> written = settings.texts("trustedProxies");
        List<String> proxies = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String path = settings.path("trustedProxies") + (isList() ? "[" + i + "]" : "");
            CidrBlock block = CidrBlock.parse(written.get(i));
            if (block == null) {
                error(path, "is not an address block", "write one such as 10.0.0.0/8 or fd00::/8");
            } else if (block.hasHostBits()) {
                error(
                        path,
                        "has bits set behind the prefix",
                        "write the first address of the block, or another prefix");
            } else if (block.isEverybody() && !any) {
                // SR-25.
                error(
                        path,
                        "believes everybody's forwarding headers",
                        "name your proxies' addresses, or add trustAnyProxy: true if really everybody is one");
            } else if (block.isEverybody()) {
                proxies.addAll(block.halves());
            } else {
                if (block.isLoopback()) {
                    settings.problems()
                            .warning(
                                    path,
                                    "every process of this host or pod can pose as a proxy",
                                    "name it only if the proxy in front runs here");
                }
                proxies.add(written.get(i));
            }
        }
        return List.copyOf(proxies);
    }

    private void error(String path, String what, String right) {
        settings.problems().error(path, what, right);
    }

    private boolean isList() {
        return settings.raw("trustedProxies") instanceof List<?>;
    }

    private List<String> allowUnderscores() {
        List<String> lower = new ArrayList<>();
        List<String> names = settings.texts("allowUnderscores");
        for (String name : names) {
            if (!UNDERSCORED.matcher(name).matches()) {
                settings.problem(
                        "allowUnderscores",
                        "'" + name + "' is not a header name with an underscore",
                        "list names such as x_request_source");
            }
            lower.add(HostText.lower(name));
        }
        return List.copyOf(lower);
    }
}
