package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import dev.postern.function.limit.CircuitBreaker;
import dev.postern.function.limit.FunctionLimits;
import java.time.Duration;
import java.util.List;

/** Reads one entry of {@code functions:}. */
final class FunctionSection {

    /** Keys of which each entry has exactly one. */
    private static final List<String> TRANSPORTS = List.of("url", "class");

    private static final String URL = "write http://HOST:PORT/PATH or https://HOST:PORT/PATH";

    private final String name;
    private final Settings settings;

    FunctionSection(String name, Settings settings) {
        this.name = name;
        this.settings = settings;
    }

    /** @return null when there is no transport that can be used */
    FunctionConfig read() {
        List<String> written =
                TRANSPORTS.stream().filter(settings.keys()::contains).toList();
        FunctionTransport transport = null;
        for (String key : written) {
            FunctionTransport read =
                    switch (key) {
                        case "url" -> url();
                        case "class" -> inProcess();
                        default -> throw new IllegalStateException(key);
                    };
            transport = transport == null ? read : transport;
        }
        TRANSPORTS.forEach(settings::has);
        FunctionLimits limits = limits();
        LaterKeys.refuse(settings, "arn", "runtime");
        settings.finish();
        if (written.isEmpty()) {
            if (settings.isSound()) {
                settings.problems()
                        .error(settings.path(), "does not say where it runs", "write url: \"http://127.0.0.1:9001/\"");
            }
            return null;
        }
        if (written.size() > 1) {
            settings.problem(written.get(1), "stands beside " + written.get(0), "keep one of them");
            return null;
        }
        return transport == null ? null : new FunctionConfig(name, transport, limits);
    }

    private FunctionLimits limits() {
        FunctionLimits standard = FunctionLimits.DEFAULT;
        return new FunctionLimits(
                settings.integer("concurrency", standard.concurrency(), 1, 10_000),
                settings.integer("queue", standard.queue(), 0, 100_000),
                settings.size("answerLimit", standard.answerLimit(), 1 << 10, standard.answerLimit()),
                breaker(settings.section("breaker")));
    }

    private static CircuitBreaker.Settings breaker(Settings section) {
        CircuitBreaker.Settings standard = CircuitBreaker.Settings.DEFAULT;
        if (section == null) {
            return standard;
        }
        boolean none = section.isNone("faults");
        int faults = none ? 0 : section.integer("faults", standard.faults(), 1, 1_000);
        Duration pause = section.duration("pause", standard.pause(), Duration.ofMillis(100), Duration.ofHours(1));
        if (none && section.has("pause")) {
            section.problem("pause", "is never waited for, as faults is none", "remove one of the two");
        }
        section.finish();
        return none ? null : new CircuitBreaker.Settings(faults, pause);
    }

    private FunctionTransport url() {
        String text = settings.requiredText("url");
        if (text == null) {
            return null;
        }
        if (text.startsWith("unix:")) {
            settings.problem("url", "is a socket file", URL);
            return null;
        }
        UpstreamUrl url = UpstreamUrl.parse(text, (what, right) -> settings.problem("url", what, URL));
        if (url == null) {
            return null;
        }
        int path = text.indexOf('/', text.indexOf("://") + 3);
        return new FunctionTransport.Url(url.tls(), url.host(), url.port(), path < 0 ? "/" : text.substring(path));
    }

    private FunctionTransport inProcess() {
        String text = settings.requiredText("class");
        if (text == null) {
            return null;
        }
        if (!text.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*")) {
            String bare = text.replaceFirst("::.*", "");
            settings.problem(
                    "class",
                    "is not the name of a class",
                    text.contains("::") ? "leave the method out: " + bare : "write one such as com.example.Authorizer");
            return null;
        }
        return new FunctionTransport.InProcess(text);
    }
}
