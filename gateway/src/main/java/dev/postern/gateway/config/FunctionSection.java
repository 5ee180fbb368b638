package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import dev.postern.authorizer.keys.FetchTarget;
import dev.postern.function.arn.FunctionArn;
import dev.postern.function.http.Endpoint;
import dev.postern.function.limit.CircuitBreaker;
import dev.postern.function.limit.FunctionLimits;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Reads one entry of {@code functions:}. */
final class FunctionSection {

    /** Keys of which each entry has exactly one. */
    private static final List<String> TRANSPORTS = List.of("url", "arn", "runtime", "class");

    private static final String URL = "write http://HOST:PORT/PATH or https://HOST:PORT/PATH";

    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]{0,20}:iam::[0-9]{12}:role/[!-~]{1,512}");

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
                        case "arn" -> arn();
                        case "runtime" -> new RuntimeSection(settings.section("runtime")).read();
                        case "class" -> inProcess();
                        default -> throw new IllegalStateException(key);
                    };
            transport = transport == null ? read : transport;
        }
        TRANSPORTS.forEach(settings::has);
        refuseWithout("arn", "endpoint", "role");
        FunctionLimits limits = limits();
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

    /** Keys that mean nothing without another. */
    private void refuseWithout(String transport, String... keys) {
        for (String key : keys) {
            if (settings.has(key) && !settings.keys().contains(transport)) {
                settings.problem(key, "is for functions with " + transport, "remove it");
            }
        }
    }

    private FunctionTransport arn() {
        String text = settings.requiredText("arn");
        FunctionArn arn = text == null ? null : FunctionArn.parse(text);
        if (text != null && arn == null) {
            settings.problem(
                    "arn",
                    "is not the ARN of a function",
                    "write arn:aws:lambda:REGION:ACCOUNT:function:NAME, with :VERSION or :ALIAS where wanted");
        }
        String role = settings.textIfPresent("role");
        if (role != null && !ROLE.matcher(role).matches()) {
            settings.problem("role", "is not the ARN of a role", "write arn:aws:iam::ACCOUNT:role/NAME");
        }
        Endpoint endpoint = endpoint();
        return arn == null ? null : new FunctionTransport.Arn(arn, endpoint, role);
    }

    private Endpoint endpoint() {
        String text = settings.textIfPresent("endpoint");
        if (text == null) {
            return null;
        }
        String right = "write https://HOST:PORT; plain http is for loopback";
        UpstreamUrl url = text.startsWith("unix:")
                ? null
                : UpstreamUrl.parse(text, (what, other) -> settings.problem("endpoint", what, right));
        if (text.startsWith("unix:")) {
            settings.problem("endpoint", "is a socket file", right);
        } else if (url != null && !url.prefix().isEmpty()) {
            settings.problem("endpoint", "has a path", right);
        } else if (url != null && !url.tls() && !FetchTarget.isLoopback(url.host())) {
            settings.problem("endpoint", "is not https", right);
        }
        return url == null ? null : new Endpoint(url.tls(), url.host(), url.port());
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
