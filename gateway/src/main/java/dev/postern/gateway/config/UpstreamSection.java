package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/** Reads one entry of {@code upstreams:}. */
final class UpstreamSection {

    /** {@code sun_path} of unix(7) holds 108 bytes with the final zero. */
    private static final int MAX_SOCKET_PATH = 107;

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final String name;
    private final Settings settings;
    private final Path directory;

    UpstreamSection(String name, Settings settings, Path directory) {
        this.name = name;
        this.settings = settings;
        this.directory = directory;
    }

    /** @return null when there is no address that can be used */
    UpstreamConfig read() {
        String text = settings.requiredText("url");
        UpstreamUrl url =
                text == null ? null : UpstreamUrl.parse(text, (what, right) -> settings.problem("url", what, right));
        String socket = url == null || url.socket() == null ? null : socket(url.socket());
        UpstreamConfig.Timeouts timeouts = timeouts(settings.section("timeouts"));
        UpstreamConfig.Pool pool = pool(settings.section("pool"));
        UpstreamConfig.Tls tls = tls(url);
        boolean preserveHost = settings.flag("preserveHost", false);
        boolean forwardCredential = settings.flag("forwardCredential", true);
        boolean http2 = settings.flag("http2", false);
        String health = settings.textIfPresent("health");
        if (health != null && PathText.fault(health) != null) {
            settings.problem("health", PathText.fault(health), "write a path such as /healthz");
        }
        LaterKeys.refuse(settings, "retry", "awsHeaders");
        settings.finish();
        if (url == null || url.socket() != null && socket == null) {
            return null;
        }
        return new UpstreamConfig(
                name,
                url.tls(),
                url.host(),
                url.port(),
                socket,
                url.prefix(),
                timeouts,
                pool,
                tls,
                preserveHost,
                forwardCredential,
                http2,
                health);
    }

    private String socket(String text) {
        try {
            // Not looked for: the backend may start after the gateway.
            String path = directory.resolve(text).normalize().toString();
            if (path.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
                settings.problem("url", "names a socket with a path of more than 107 bytes", "use a shorter path");
                return null;
            }
            return path;
        } catch (InvalidPathException e) {
            settings.problem("url", "names no socket file", "write unix:/run/app.sock");
            return null;
        }
    }

    private static UpstreamConfig.Timeouts timeouts(Settings section) {
        UpstreamConfig.Timeouts standard = UpstreamConfig.Timeouts.DEFAULT;
        if (section == null) {
            return standard;
        }
        UpstreamConfig.Timeouts timeouts = new UpstreamConfig.Timeouts(
                section.duration("connect", standard.connect(), MILLI, HOUR),
                section.duration("pool", standard.pool(), MILLI, HOUR),
                section.duration("head", standard.head(), MILLI, HOUR),
                section.duration("idle", standard.idle(), MILLI, Duration.ofHours(24)));
        section.finish();
        return timeouts;
    }

    private static UpstreamConfig.Pool pool(Settings section) {
        UpstreamConfig.Pool standard = UpstreamConfig.Pool.DEFAULT;
        if (section == null) {
            return standard;
        }
        UpstreamConfig.Pool pool = new UpstreamConfig.Pool(
                section.integer("size", standard.size(), 1, 10_000),
                section.integer("queue", standard.queue(), 0, 100_000),
                section.duration("lifetime", standard.lifetime(), Duration.ofSeconds(1), Duration.ofHours(24)),
                section.size("bodyBuffer", standard.bodyBuffer(), 0, 1 << 20));
        section.finish();
        return pool;
    }

    private UpstreamConfig.Tls tls(UpstreamUrl url) {
        Settings section = settings.section("tls");
        if (section == null) {
            return UpstreamConfig.Tls.DEFAULT;
        }
        if (url != null && !url.tls()) {
            settings.problem("tls", "stands beside a url without TLS", "write https:// in url, or remove tls");
        }
        UpstreamConfig.Tls tls = new UpstreamConfig.Tls(
                section.file("ca"), section.file("cert"), section.file("key"), section.flag("verify", true));
        if (section.has("cert") != section.has("key")) {
            settings.problem("tls", "has only one of cert and key", "name both files, or neither");
        }
        if (!tls.verify() && section.has("ca")) {
            settings.problem("tls.ca", "is not used where verify is false", "remove one of the two");
        }
        if (!tls.verify()) {
            section.warning(
                    "verify", "anybody on the network can pose as this backend", "remove it, and name its ca instead");
        }
        section.finish();
        return tls;
    }
}
