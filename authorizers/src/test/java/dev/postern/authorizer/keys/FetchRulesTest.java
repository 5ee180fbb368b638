package dev.postern.authorizer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example.com/keys",
                "HTTPS://login.example.com/keys?v=1",
                "https://10.0.0.7/keys",
                "https://[2001:db8::1]:8443/keys",
                "http://localhost:9229/keys",
                "http://LOCALHOST/keys",
                "http://127.0.0.1/keys",
                "http://127.8.9.10/keys",
                "http://[::1]:80/keys",
            })
    @DisplayName("Where keys may be fetched from (SR-101)")
    void may_be_fetched(String url) {
        assertThat(FetchTarget.problem(URI.create(url), false)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://login.example.com/keys, is not https",
        "http://localhost.evil.example/keys, is not https",
        "http://127.0.0.1.evil.example/keys, is not https",
        "http://0.0.0.0/keys, is not https",
        "https://169.254.169.254/keys, points to a link-local address",
        "https://169.254.0.1/keys, points to a link-local address",
        "https://[fe80::1]/keys, points to a link-local address",
        "https://[febf::1]/keys, points to a link-local address",
        "https://[::ffff:169.254.169.254]/keys, points to a link-local address",
        "https://[fd00:ec2::254]/keys, points to a link-local address",
        "https://user@login.example.com/, has user information or a fragment",
        "https://login.example.com/#keys, has user information or a fragment",
        "file:///etc/passwd, is not an absolute http or https URL",
        "ftp://login.example.com/, is not an absolute http or https URL",
        "https:/keys, is not an absolute http or https URL",
        "/keys, is not an absolute http or https URL",
        "jar:https://x/y!/z, is not an absolute http or https URL",
    })
    @DisplayName("Where keys are never fetched from (SR-101)")
    void may_not_be_fetched(String url, String why) {
        assertThat(FetchTarget.problem(URI.create(url), false)).isEqualTo(why);
    }

    @Test
    void insecure_allows_plain_http_but_no_link_local_address() {
        assertThat(FetchTarget.problem(URI.create("http://login.example.com/keys"), true))
                .isNull();
        assertThat(FetchTarget.problem(URI.create("http://169.254.169.254/keys"), true))
                .isEqualTo("points to a link-local address");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "max-age=600, 600",
                "'public, Max-Age=600, must-revalidate', 600",
                "'max-age=\"600\"', 600",
                "max-age=0, 0",
                "max-age=-1, -1",
                "max-age=, -1",
                "max-age=soon, -1",
                "max-age=99999999999999999999, -1",
                "no-store, -1",
                "s-maxage=600, -1",
                "none, -1",
            })
    void max_age_is_read_from_cache_control(String header, long seconds) {
        assertThat(CacheControl.maxAgeSeconds(header)).isEqualTo(seconds);
    }

    private static ProxyOptions proxy(Map<String, String> environment, String url) {
        return new ProxyRules(environment::get).of(URI.create(url));
    }

    @Test
    void without_variables_calls_go_straight() {
        assertThat(proxy(Map.of(), "https://login.example.com/")).isNull();
        assertThat(proxy(Map.of("HTTPS_PROXY", ""), "https://login.example.com/"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, http://proxy.example:3128, proxy.example, 3128",
        "https_proxy, http://proxy.example:3128, proxy.example, 3128",
        "HTTPS_PROXY, proxy.example:3128, proxy.example, 3128",
        "HTTPS_PROXY, http://proxy.example, proxy.example, 80",
        "HTTPS_PROXY, http://proxy.example:3128/, proxy.example, 3128",
    })
    void the_proxy_is_what_the_variable_says(String name, String value, String host, int port) {
        ProxyOptions proxy = proxy(Map.of(name, value), "https://login.example.com/");
        assertThat(proxy.getHost()).isEqualTo(host);
        assertThat(proxy.getPort()).isEqualTo(port);
    }

    @Test
    void the_upper_case_name_counts_first_and_credentials_are_passed_on() {
        ProxyOptions proxy = proxy(
                Map.of("HTTPS_PROXY", "http://me:p%40ss@one.example:1", "https_proxy", "http://two.example:2"),
                "https://login.example.com/");
        assertThat(proxy.getHost()).isEqualTo("one.example");
        assertThat(proxy.getUsername()).isEqualTo("me");
        assertThat(proxy.getPassword()).isEqualTo("p@ss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://proxy.example:3128", "socks5://proxy.example:1080", "http://", "http://a b"})
    void a_proxy_of_another_kind_is_a_problem(String value) {
        assertThat(ProxyRules.problem(Map.of("HTTPS_PROXY", value)::get))
                .isEqualTo("HTTPS_PROXY in the environment is not a URL of an http proxy");
        assertThat(ProxyRules.problem(Map.<String, String>of()::get)).isNull();
    }

    @Test
    void plain_http_has_its_own_variable() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://one.example:1");
        assertThat(proxy(environment, "http://login.example.com/")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "login.example.com          | https://login.example.com/      | true",
                "LOGIN.example.com          | https://login.Example.com/      | true",
                "example.com                | https://login.example.com/      | true",
                ".example.com               | https://login.example.com/      | true",
                "other.example , example.com| https://login.example.com/      | true",
                "*                          | https://login.example.com/      | true",
                "example.com:443            | https://login.example.com/      | true",
                "10.0.0.7                   | https://10.0.0.7/               | true",
                "example.com:8443           | https://login.example.com/      | false",
                "ample.com                  | https://login.example.com/      | false",
                "other.example              | https://login.example.com/      | false",
                "nothing                    | https://127.0.0.1/              | true",
                "nothing                    | https://localhost:8443/         | true",
            })
    void no_proxy_is_kept(String noProxy, String url, boolean direct) {
        ProxyOptions proxy = proxy(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", noProxy), url);
        assertThat(proxy == null).isEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.8.9.10", "[::1]", "10.0.0.7", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                "169.254.169.254", "100.64.0.1", "100.127.255.255", "0.0.0.0", "[::]", "[fc00::1]", "[fd12::1]",
                "[fe80::1]", "[::ffff:10.0.0.7]",
            })
    @DisplayName("Addresses of internal networks (SR-101)")
    void is_internal(String host) {
        assertThat(FetchTarget.isInternal(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.32.0.1",
                "192.169.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "[2001:db8::1]",
                "localhost"
            })
    @DisplayName("Addresses of others, and names, which only count once they are dialled (SR-101)")
    void is_not_internal(String host) {
        assertThat(FetchTarget.isInternal(host)).isFalse();
    }
}
