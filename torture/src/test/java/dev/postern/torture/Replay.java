package dev.postern.torture;

import dev.postern.gateway.attack.WireCase;
import dev.postern.gateway.attack.WireRun;
import dev.postern.gateway.attack.WireTarget;
import dev.postern.gateway.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Runs cases against a gateway that is not ours. One that fails is run once more, behind fresh connections. */
final class Replay {

    private final WireTarget target;
    private final Set<Feature> features;

    /** @param features what the gateway was configured for */
    Replay(WireTarget target, Set<Feature> features) {
        this.target = target;
        this.features = features;
    }

    List<Verdict> run(List<WireCase> cases) {
        List<Verdict> verdicts = new ArrayList<>();
        for (WireCase each : cases) {
            verdicts.add(run(each));
        }
        return verdicts;
    }

    private Verdict run(WireCase wireCase) {
        Optional<Set<Feature>> needed = Feature.needed(wireCase);
        if (needed.isEmpty()) {
            return new Verdict(wireCase, Verdict.Kind.NOT_APPLICABLE, "another configuration");
        }
        Set<Feature> missing = EnumSet.noneOf(Feature.class);
        missing.addAll(needed.get());
        missing.removeAll(features);
        if (!missing.isEmpty()) {
            return new Verdict(wireCase, Verdict.Kind.NOT_APPLICABLE, "needs " + missing);
        }
        Verdict first = attempt(wireCase);
        return first.kind() == Verdict.Kind.PASS ? first : attempt(wireCase);
    }

    private Verdict attempt(WireCase wireCase) {
        Verdict verdict;
        try {
            new WireRun(wireCase, target).run();
            verdict = new Verdict(wireCase, Verdict.Kind.PASS, "");
        } catch (AssertionError | RuntimeException | IOException e) {
            verdict = new Verdict(wireCase, Verdict.Kind.FAIL, String.valueOf(e.getMessage()));
        }
        boolean hangs = wireCase.lines().stream().anyMatch(line -> line.kind().equals("@!"));
        if (hangs || verdict.kind() == Verdict.Kind.FAIL) {
            refresh();
        }
        return verdict;
    }

    /** Takes away every connection to the upstream, and waits until the gateway serves over a new one. */
    private void refresh() {
        target.upstream().hangUp();
        target.upstream().begin(List.of());
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        int status = 0;
        while (status != 200 && status != 400 && System.nanoTime() < end) {
            try (RawClient probe = RawClient.connect(target.host(), target.port())) {
                probe.socket().setSoTimeout(500);
                status = probe.send("GET /still-open HTTP/1.1\r\nHost: h\r\n\r\n")
                        .response()
                        .status();
            } catch (AssertionError | RuntimeException | IOException e) {
                // Refused in a way of its own: it will not become better.
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
