package dev.postern.gateway.config;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.shared.FleetKey;
import dev.postern.authorizer.shared.RedisLink;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the top of a configuration. */
final class GatewaySection {

    static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    /** Shortest admin token, in characters. */
    static final int MIN_TOKEN = 16;

    private static final Set<String> BUILT_IN = Set.of("open", "deny");

    private enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    private final Settings settings;
    private final Path directory;

    GatewaySection(Settings settings, Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    GatewayConfig read(String hash, ConfigFiles files) {
        Profile profile = settings.choice("profile", Profile.class, Profile::word, Profile.POSTERN);
        Settings serverSection = settings.section("server");
        ServerConfig server =
                serverSection == null ? ServerConfig.DEFAULT : new ServerSection(serverSection, profile).read();
        AdminConfig admin = admin(server);
        Settings apiSection = settings.section("api");
        ApiDescription api = apiSection == null ? ApiDescription.DEFAULT : new ApiSection(apiSection).read();

        Set<String> upstreamNames = new LinkedHashSet<>();
        Map<String, UpstreamConfig> upstreams = upstreams(upstreamNames);
        Set<String> functionNames = new LinkedHashSet<>();
        Map<String, FunctionConfig> functions = functions(functionNames);
        Set<String> authorizerNames = new LinkedHashSet<>();
        Map<String, AuthorizerConfig> authorizers = authorizers(authorizerNames);

        Settings identitySection = settings.section("identity");
        IdentityConfig identity =
                identitySection == null ? IdentityConfig.DEFAULT : new IdentitySection(identitySection).read();
        Settings corsSection = settings.section("cors");
        CorsConfig cors = corsSection == null ? null : new CorsSection(corsSection).read();
        List<RouteConfig> routes = routes(authorizerNames, authorizers.keySet(), upstreamNames, upstreams.keySet());
        List<String> trust =
                settings.files("trust").stream().map(Path::toString).toList();
        LogConfig log = log();
        Path lockout = lockout();
        SharedConfig shared = shared();
        PluginsConfig plugins = new PluginsSection(settings).read();
        Duration patience = patience();
        LaterKeys.refuse(settings, "plans", "apiKeySource", "responses");
        settings.finish();
        return new GatewayConfig(
                profile,
                server,
                admin,
                api,
                upstreams,
                functions,
                functionNames,
                authorizers,
                identity,
                cors,
                routes,
                trust,
                log,
                lockout,
                shared,
                plugins,
                patience,
                hash,
                files);
    }

    private AdminConfig admin(ServerConfig server) {
        Settings section = settings.section("admin");
        if (section == null) {
            if (server.port() == AdminConfig.DEFAULT.port()) {
                settings.problems()
                        .error(
                                "server.port",
                                "is the port of admin",
                                "choose another, or give admin a port of its own");
            }
            return AdminConfig.DEFAULT;
        }
        String host = Listener.host(section, AdminConfig.DEFAULT.host());
        int port = section.integer("port", AdminConfig.DEFAULT.port(), 0, 65535);
        if (port != 0 && port == server.port()) {
            section.problem("port", "is the port of the data path", "give admin a port of its own, such as 9090");
        }
        String token = section.textIfPresent("token");
        if (token != null && token.length() < MIN_TOKEN) {
            section.problem("token", "is shorter than 16 characters", "use a random token of 16 characters or more");
        } else if (token != null && !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            section.problem("token", "has a character that a header cannot carry", "use printable ASCII, no spaces");
        }
        section.finish();
        return new AdminConfig(host, port, token);
    }

    private Map<String, UpstreamConfig> upstreams(Set<String> names) {
        Map<String, UpstreamConfig> upstreams = new LinkedHashMap<>();
        settings.named("upstreams").forEach((name, section) -> {
            names.add(name);
            checkName("upstreams", name);
            UpstreamConfig upstream = new UpstreamSection(name, section, directory).read();
            if (upstream != null) {
                upstreams.put(name, upstream);
            }
        });
        return upstreams;
    }

    private Map<String, FunctionConfig> functions(Set<String> names) {
        Map<String, FunctionConfig> functions = new LinkedHashMap<>();
        settings.named("functions").forEach((name, section) -> {
            names.add(name);
            checkName("functions", name);
            FunctionConfig function = new FunctionSection(name, section).read();
            if (function != null) {
                functions.put(name, function);
            }
        });
        return functions;
    }

    private Map<String, AuthorizerConfig> authorizers(Set<String> names) {
        Map<String, AuthorizerConfig> authorizers = new LinkedHashMap<>();
        names.addAll(List.of("open", "deny"));
        settings.named("authorizers").forEach((name, section) -> {
            if (BUILT_IN.contains(name)) {
                settings.problems()
                        .unknownKey(
                                "authorizers." + name,
                                "'" + name + "' is built in",
                                "give this authorizer another name");
                return;
            }
            names.add(name);
            checkName("authorizers", name);
            String type = section.requiredText("type");
            if (type != null && BUILT_IN.contains(type)) {
                section.problem(
                        "type",
                        "'" + type + "' is built in and needs no entry",
                        "remove the entry and write authorizer: " + type + " on the route");
            } else if (type != null) {
                authorizers.put(name, new AuthorizerConfig(name, type, section));
            }
        });
        return authorizers;
    }

    /** Names are parts of messages, metrics and admin paths. */
    private void checkName(String section, String name) {
        if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
            settings.problems()
                    .unknownKey(
                            section + "." + name,
                            "'" + name + "' is not a name",
                            "write up to 64 letters, digits, - and _");
        }
    }

    private List<RouteConfig> routes(
            Set<String> authorizers, Set<String> usable, Set<String> upstreams, Set<String> usableUpstreams) {
        if (!settings.has("routes")) {
            settings.missing("routes");
            return List.of();
        }
        if (settings.raw("routes") instanceof List<?> list && list.isEmpty()) {
            settings.problem("routes", "is empty", "write at least one route");
        }
        Set<String> usableNames = new LinkedHashSet<>(usable);
        usableNames.addAll(BUILT_IN);
        List<RouteConfig> routes = new ArrayList<>();
        for (Settings section : settings.sections("routes")) {
            RouteConfig route = new RouteSection(section, authorizers, usableNames, upstreams, usableUpstreams).read();
            if (route != null) {
                routes.add(route);
            }
        }
        return List.copyOf(routes);
    }

    private LogConfig log() {
        Settings section = settings.section("log");
        if (section == null) {
            return LogConfig.DEFAULT;
        }
        Level level = section.choice("level", Level.class, word -> HostText.lower(word.name()), Level.INFO);
        LogConfig log = new LogConfig(HostText.lower(level.name()), section.flag("access", LogConfig.DEFAULT.access()));
        section.finish();
        return log;
    }

    /** Only the name: whoever puts the configuration in force reads the file, and keeps what it read last. */
    private Path lockout() {
        Settings section = settings.section("lockout");
        if (section == null) {
            return null;
        }
        String text = section.requiredText("file");
        Path file = null;
        try {
            file = text == null
                    ? null
                    : directory
                            .resolve(text.startsWith("file:") ? text.substring("file:".length()) : text)
                            .toAbsolutePath()
                            .normalize();
        } catch (InvalidPathException e) {
            section.problem("file", "is not a file name", "write a path");
        }
        section.finish();
        return file;
    }

    private SharedConfig shared() {
        Settings section = settings.section("shared");
        if (section == null) {
            return null;
        }
        String redis = section.requiredText("redis");
        if (redis != null && RedisLink.problem(redis) != null) {
            section.problem(
                    "redis", RedisLink.problem(redis), "write redis://HOST:PORT, or rediss://HOST:PORT for TLS");
            redis = null;
        }
        String text = section.requiredText("key");
        FleetKey key = text == null ? null : FleetKey.parse(text);
        if (text != null && key == null) {
            section.problem(
                    "key",
                    "is not a key of " + FleetKey.MIN_BYTES + " to 64 random bytes in Base64 or hexadecimal",
                    "make one with 'openssl rand -base64 32' and write \"${file:PATH}\"");
        }
        section.finish();
        return redis == null || key == null ? null : new SharedConfig(redis, key);
    }

    private Duration patience() {
        Settings section = settings.section("start");
        if (section == null) {
            return DEFAULT_PATIENCE;
        }
        Duration patience = section.duration("patience", DEFAULT_PATIENCE, Duration.ZERO, Duration.ofHours(1));
        section.finish();
        return patience;
    }
}
