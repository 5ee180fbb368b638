package dev.postern.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.function.FunctionEvents;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayMetersTest {

    private final GatewayMeters meters = new GatewayMeters();

    @ParameterizedTest
    @EnumSource
    void every_family_is_present_from_the_start_with_its_type(MetricFamily family) {
        assertThat(Scrape.of(meters).types())
                .containsEntry(family.family(), family.type().word());
    }

    @Test
    void no_family_beyond_the_documented_ones_is_exposed() {
        useEverything();
        Set<String> families = Scrape.of(meters).types().keySet();
        // Micrometer adds the recent maximum of each histogram.
        assertThat(families.stream().filter(family -> !family.endsWith("_seconds_max")))
                .containsExactlyInAnyOrderElementsOf(List.of(MetricFamily.values()).stream()
                        .map(MetricFamily::family)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void a_used_family_has_its_labels_and_no_other(MetricFamily family) {
        useEverything();
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.types()).containsEntry(family.family(), family.type().word());
        assertThat(scrape.labelNames(family.family())).containsExactly(Set.copyOf(family.labels()));
    }

    private void useEverything() {
        meters.route("GET /notes").finished("GET", 200, 1_000_000);
        meters.authorizer("users").decided("deny", Reason.TOKEN_EXPIRED, 1_000);
        meters.upstream("notes").answered(5_000_000);
        meters.authorizerEvents().cache("users").hit();
        meters.authorizerEvents().keys("https://issuer.example").refreshed("success");
        meters.function("auth").gauges(() -> 1, () -> 0, () -> 2);
        meters.active("0123456789ab");
        meters.lockoutEntries("file", () -> 1);
        meters.certificates(Map.of("server", Instant.ofEpochSecond(1)));
    }

    @Test
    void a_function_counts_by_outcome_and_its_series_end_with_the_last_of_its_name() {
        FunctionEvents before = meters.function("auth");
        before.gauges(() -> 3, () -> 2, () -> 2);
        before.ended(new Failed(Fault.BUSY, "full"), 1_000_000);
        FunctionEvents after = meters.function("auth");
        after.gauges(() -> 1, () -> 0, () -> 0);
        after.ended(new Failed(Fault.BUSY, "full"), 1_000_000);
        Scrape both = Scrape.of(meters);
        assertThat(both.value("postern_function_invocations_total{function=auth, outcome=busy}"))
                .isEqualTo(2);
        assertThat(both.value("postern_function_invocations_total{function=auth, outcome=returned}"))
                .isEqualTo(0);
        assertThat(both.value("postern_function_in_flight{function=auth, state=running}"))
                .isEqualTo(4);
        assertThat(both.value("postern_function_breaker{function=auth}")).isEqualTo(0);
        before.closed();
        assertThat(Scrape.of(meters).value("postern_function_in_flight{function=auth, state=running}"))
                .isEqualTo(1);
        after.closed();
        assertThat(meters.scrape()).doesNotContain("function=\"auth\"");
    }

    @Test
    void a_request_counts_in_its_route_method_and_status() {
        RouteMeters route = meters.route("GET /notes");
        route.finished("GET", 200, 3_000_000);
        route.finished("GET", 200, 700_000_000);
        route.finished("PURGE", 404, 1);
        route.finished(null, 0, 1);
        route.finished("get", 1000, 1);
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.value("postern_requests_total{method=GET, route=GET /notes, status=200}"))
                .isEqualTo(2);
        assertThat(scrape.value("postern_requests_total{method=OTHER, route=GET /notes, status=404}"))
                .isEqualTo(1);
        assertThat(scrape.value("postern_requests_total{method=OTHER, route=GET /notes, status=000}"))
                .isEqualTo(2);
        assertThat(scrape.value("postern_request_seconds_bucket{le=0.005, route=GET /notes}"))
                .isEqualTo(4);
        assertThat(scrape.value("postern_request_seconds_bucket{le=1.0, route=GET /notes}"))
                .isEqualTo(5);
        assertThat(scrape.value("postern_request_seconds_count{route=GET /notes}"))
                .isEqualTo(5);
        assertThat(scrape.value("postern_request_seconds_sum{route=GET /notes}"))
                .isBetween(0.703, 0.7031);
    }

    @Test
    @DisplayName("what clients send cannot add series without end (SR-65, SR-140)")
    void what_clients_send_cannot_add_series_without_end() {
        RouteMeters route = meters.route(GatewayMeters.NO_ROUTE);
        for (int i = 0; i < 20_000; i++) {
            route.finished("M" + i, 404, i);
            route.finished("GET", -i, i);
            route.finished("GET", 1000 + i, i);
        }
        AuthorizerMeters users = meters.authorizer("users");
        for (int i = 0; i < 20_000; i++) {
            users.decided("outcome-" + i, Reason.DENIED, i);
        }
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.samples().keySet().stream().filter(name -> name.startsWith("postern_requests_total")))
                .containsExactlyInAnyOrder(
                        "postern_requests_total{method=GET, route=none, status=404}",
                        "postern_requests_total{method=OTHER, route=none, status=404}",
                        "postern_requests_total{method=GET, route=none, status=000}");
        assertThat(scrape.samples().keySet().stream().filter(name -> name.startsWith("postern_decisions_total")))
                .hasSize(2);
    }

    @Test
    @DisplayName("a route key with quotes and line feeds stays one label (SR-140)")
    void a_route_key_with_quotes_and_line_feeds_stays_one_label() {
        meters.route("GET /\"}\n1 x\\").finished("GET", 200, 1);
        assertThat(meters.scrape())
                .contains("postern_requests_total{method=\"GET\",route=\"GET /\\\"}\\n1 x\\\\\",status=\"200\"} 1.0\n");
    }

    @Test
    void decisions_count_by_outcome_and_reason() {
        AuthorizerMeters users = meters.authorizer("users");
        users.decided(Decision.Deny.because(Reason.TOKEN_EXPIRED), 1_000);
        users.decided(new Decision.Unavailable(Reason.KEYS_UNAVAILABLE), 1_000);
        users.decided((Decision) null, 1_000);
        users.decided(Outcome.FAIL_OPEN, Reason.AUTHORIZER_TIMEOUT, 1_000);
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.value("postern_decisions_total{authorizer=users, outcome=deny, reason=token_expired}"))
                .isEqualTo(1);
        assertThat(scrape.value(
                        "postern_decisions_total{authorizer=users, outcome=unavailable, reason=keys_unavailable}"))
                .isEqualTo(1);
        assertThat(scrape.value(
                        "postern_decisions_total{authorizer=users, outcome=unavailable, reason=authorizer_failed}"))
                .isEqualTo(1);
        assertThat(scrape.value(
                        "postern_decisions_total{authorizer=users, outcome=fail_open, reason=authorizer_timeout}"))
                .isEqualTo(1);
        assertThat(scrape.value("postern_decisions_total{authorizer=users, outcome=allow, reason=allowed}"))
                .isZero();
        assertThat(scrape.value("postern_authorizer_seconds_count{authorizer=users}"))
                .isEqualTo(4);
    }

    @Test
    void no_increment_of_any_event_loop_is_lost() throws Exception {
        RouteMeters route = meters.route("GET /notes");
        int threads = 4;
        int each = 10_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            route.finished("GET", 200 + i % 50, 1);
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        double sum = Scrape.of(meters).samples().entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("postern_requests_total{method=GET, route=GET /notes"))
                .mapToDouble(sample -> sample.getValue())
                .sum();
        assertThat(sum).isEqualTo(threads * each);
    }

    @Test
    void a_reload_keeps_counts_of_what_is_still_configured_and_drops_the_rest() {
        meters.route("GET /a").finished("GET", 200, 1);
        RouteMeters retired = meters.route("GET /b");
        retired.finished("GET", 200, 1);
        AuthorizerMeters oldUsers = meters.authorizer("old");
        meters.authorizer("users").decided("allow", Reason.ALLOWED, 1);
        meters.authorizerEvents().cache("old").hit();
        meters.authorizerEvents().cache("old-member").hit();
        meters.authorizerEvents().cache("users").hit();
        meters.upstream("retired").answered(1);

        meters.route("GET /a");
        meters.route("GET /c");
        meters.retain(Set.of("GET /a", "GET /c"), Set.of("users"), Set.of());
        retired.finished("POST", 201, 1);
        retired.finished("GET", 200, 1);
        oldUsers.decided("deny", Reason.DENIED, 1);

        assertThat(meters.scrape())
                .doesNotContain("GET /b")
                .doesNotContain("old")
                .doesNotContain("retired");
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.value("postern_requests_total{method=GET, route=GET /a, status=200}"))
                .isEqualTo(1);
        assertThat(scrape.value("postern_request_seconds_count{route=GET /c}")).isZero();
        assertThat(scrape.value("postern_requests_total{method=GET, route=none, status=404}"))
                .isZero();
        assertThat(scrape.value("postern_authorizer_cache_total{authorizer=users, result=hit}"))
                .isEqualTo(1);
        assertThat(scrape.types()).containsKey("postern_upstream_seconds");

        meters.route("GET /b").finished("GET", 200, 1);
        assertThat(Scrape.of(meters).value("postern_requests_total{method=GET, route=GET /b, status=200}"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("a thousand reloads with new names leave no more series than one (SR-65, SR-140)")
    void a_thousand_reloads_with_new_names_leave_no_more_series_than_one() {
        int series = 0;
        for (int i = 0; i < 1_000; i++) {
            String name = "n" + i;
            meters.route(name).finished("GET", 200, 1);
            meters.authorizer(name).decided("allow", Reason.ALLOWED, 1);
            meters.authorizerEvents().cache(name).miss();
            AuthorizerEvents.KeyEvents keys = meters.authorizerEvents().keys(name);
            keys.refreshed("failure");
            meters.upstream(name).answered(1);
            meters.active(name);
            meters.retain(Set.of(name), Set.of(name), Set.of(name));
            keys.closed();
            if (i == 0) {
                series = meters.registry().getMeters().size();
            }
        }
        assertThat(meters.registry().getMeters()).hasSize(series);
    }

    @Test
    void only_the_configuration_in_use_is_shown() {
        meters.active("aaaaaaaaaaaa");
        meters.active("bbbbbbbbbbbb");
        meters.active("bbbbbbbbbbbb");
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.value("postern_config_info{hash=bbbbbbbbbbbb}")).isEqualTo(1);
        assertThat(scrape.value("postern_config_info{hash=aaaaaaaaaaaa}")).isNull();
    }

    @Test
    void reloads_count_by_result() {
        meters.reloaded("success");
        meters.reloaded("failure");
        meters.reloaded("anything");
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.value("postern_config_reloads_total{result=success}")).isEqualTo(1);
        assertThat(scrape.value("postern_config_reloads_total{result=failure}")).isEqualTo(2);
    }

    @Test
    void gauges_are_the_sum_of_what_every_event_loop_says() {
        meters.inFlight(() -> 3);
        GaugeSource second = meters.inFlight(() -> 4);
        UpstreamMeters notes = meters.upstream("notes");
        notes.connections(() -> 1, () -> 2, () -> 3);
        GaugeSource pool = notes.connections(() -> 10, () -> 20, () -> 30);
        Scrape before = Scrape.of(meters);
        assertThat(before.value("postern_in_flight_requests")).isEqualTo(7);
        assertThat(before.value("postern_upstream_connections{state=active, upstream=notes}"))
                .isEqualTo(11);
        assertThat(before.value("postern_upstream_connections{state=idle, upstream=notes}"))
                .isEqualTo(22);
        assertThat(before.value("postern_upstream_connections{state=waiting, upstream=notes}"))
                .isEqualTo(33);
        second.remove();
        second.remove();
        pool.remove();
        Scrape after = Scrape.of(meters);
        assertThat(after.value("postern_in_flight_requests")).isEqualTo(3);
        assertThat(after.value("postern_upstream_connections{state=waiting, upstream=notes}"))
                .isEqualTo(3);
    }

    @Test
    void a_key_set_shows_its_age_and_keys() {
        AuthorizerEvents.KeyEvents keys = meters.authorizerEvents().keys("https://issuer.example");
        assertThat(ageAndKeys()).containsExactly(Double.NaN, 0.0);
        keys.gauges(() -> 30, () -> 2);
        keys.refreshed("rejected");
        System.gc();
        assertThat(ageAndKeys()).containsExactly(30.0, 2.0);
        assertThat(Scrape.of(meters)
                        .value("postern_jwks_refresh_total{issuer=https://issuer.example, result=rejected}"))
                .isEqualTo(1);
    }

    @Test
    void of_two_key_sets_of_an_issuer_the_newest_open_one_shows_and_the_series_end_with_the_last() {
        AuthorizerEvents.KeyEvents first = meters.authorizerEvents().keys("https://issuer.example");
        first.gauges(() -> 30, () -> 2);
        AuthorizerEvents.KeyEvents second = meters.authorizerEvents().keys("https://issuer.example");
        assertThat(ageAndKeys()).containsExactly(30.0, 2.0);
        second.gauges(() -> 1, () -> 3);
        assertThat(ageAndKeys()).containsExactly(1.0, 3.0);
        second.closed();
        second.closed();
        assertThat(ageAndKeys()).containsExactly(30.0, 2.0);
        first.closed();
        assertThat(ageAndKeys()).containsExactly(null, null);
        assertThat(Scrape.of(meters).types()).containsKey("postern_jwks_keys");
        first.refreshed("success");
        meters.authorizerEvents().keys("https://issuer.example").gauges(() -> 5, () -> 1);
        assertThat(ageAndKeys()).containsExactly(5.0, 1.0);
    }

    private List<Double> ageAndKeys() {
        Scrape scrape = Scrape.of(meters);
        return Arrays.asList(
                scrape.value("postern_jwks_age_seconds{issuer=https://issuer.example}"),
                scrape.value("postern_jwks_keys{issuer=https://issuer.example}"));
    }

    @Test
    void tunnels_connections_and_dropped_lines_are_shown() {
        meters.connections(() -> 5);
        meters.webSockets(() -> 2);
        meters.webSocketBytesIn(100);
        meters.webSocketBytesOut(7);
        meters.accessLogDropped(() -> 42);
        Scrape scrape = Scrape.of(meters);
        assertThat(scrape.value("postern_connections")).isEqualTo(5);
        assertThat(scrape.value("postern_websockets_open")).isEqualTo(2);
        assertThat(scrape.value("postern_websocket_bytes_total{direction=in}")).isEqualTo(100);
        assertThat(scrape.value("postern_websocket_bytes_total{direction=out}")).isEqualTo(7);
        assertThat(scrape.value("postern_access_log_dropped_total")).isEqualTo(42);
    }

    @Test
    void the_build_says_what_is_running() {
        BuildInfo build = BuildInfo.current();
        assertThat(build.vertx()).startsWith("5.1.");
        assertThat(build.netty()).startsWith("4.2.");
        assertThat(build.java()).isEqualTo(System.getProperty("java.version"));
        assertThat(meters.scrape()).contains("vertx=\"" + build.vertx() + '"');
    }
}
