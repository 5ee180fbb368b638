package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ConfigurationCheck;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Certificate files that cannot be used are configuration errors that say where, before anything is served. */
class CertificateFilesTest {

    @TempDir
    private static Path directory;

    private static Vertx vertx;

    @BeforeAll
    static void make() throws IOException {
        Certificates certificates = Certificates.in(directory);
        certificates.issue("good", "DNS:localhost");
        certificates.issue("other", "DNS:localhost");
        certificates.expired("expired", "DNS:localhost");
        certificates.issue("soon", "DNS:localhost", "ca", 3);
        certificates.rsa("rsa");
        Files.writeString(directory.resolve("empty.pem"), "");
        Files.writeString(directory.resolve("text.pem"), "no certificate\n");
        Files.writeString(
                directory.resolve("half.pem"),
                Files.readString(directory.resolve("good.crt")).substring(0, 300));
        Files.writeString(
                directory.resolve("locked.key"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n");
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        if (vertx != null) {
            Await.result(vertx.close());
        }
    }

    /** What stands in {@code tls:}, and how the report on it begins behind the file's name; empty for none. */
    private static final Map<String, String> CASES = Map.ofEntries(
            Map.entry("{ ca: ca.crt, cert: good.crt, key: good.key }", ""),
            Map.entry("{ cert: rsa.crt, key: rsa.key }", ""),
            Map.entry("{ ca: absent.pem }", "2:39 upstreams.app.tls.ca: there is no file"),
            Map.entry("{ ca: empty.pem }", "2:39 upstreams.app.tls.ca: the file empty.pem is empty"),
            Map.entry(
                    "{ ca: text.pem }",
                    "2:39 upstreams.app.tls.ca: the file text.pem holds no certificate that can be read"),
            Map.entry(
                    "{ ca: half.pem }",
                    "2:39 upstreams.app.tls.ca: the file half.pem holds no certificate that can be read"),
            Map.entry(
                    "{ ca: good.key }",
                    "2:39 upstreams.app.tls.ca: the file good.key holds no certificate that can be read"),
            Map.entry(
                    "{ cert: good.crt, key: other.key }",
                    "2:56 upstreams.app.tls.key: the key in other.key does not belong to the certificate in good.crt;"
                            + " name the key that the certificate was made for; renew both files together"),
            Map.entry(
                    "{ cert: good.crt, key: rsa.key }",
                    "2:56 upstreams.app.tls.key: the key in rsa.key does not belong to the certificate in good.crt"),
            Map.entry(
                    "{ cert: good.key, key: good.key }",
                    "2:41 upstreams.app.tls.cert: the file good.key holds no certificate that can be read"),
            Map.entry(
                    "{ cert: half.pem, key: good.key }",
                    "2:41 upstreams.app.tls.cert: the file half.pem holds no certificate that can be read"),
            Map.entry(
                    "{ cert: good.crt, key: good.crt }",
                    "2:56 upstreams.app.tls.key: the file good.crt holds no private key that can be used; write an RSA or"
                            + " EC key without a password into it, as PEM"),
            Map.entry(
                    "{ cert: good.crt, key: locked.key }",
                    "2:56 upstreams.app.tls.key: the file locked.key holds no private key that can be used"),
            Map.entry(
                    "{ cert: expired.crt, key: expired.key }",
                    "2:41 upstreams.app.tls.cert: warning: the certificate expired at "),
            Map.entry(
                    "{ cert: soon.crt, key: soon.key }",
                    "2:41 upstreams.app.tls.cert: warning: the certificate expires at "),
            Map.entry("{ cert: good.crt }", "2:33 upstreams.app.tls: has only one of cert and key"),
            Map.entry(
                    "{ ca: ca.crt, verify: false }",
                    "2:39 upstreams.app.tls.ca: is not used where verify is false; remove one of the two"));

    @TestFactory
    Stream<DynamicTest> certificate_files() {
        return CASES.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> check(each.getKey(), each.getValue())));
    }

    private static void check(String tls, String report) {
        String yaml = """
                upstreams:
                  app: { url: "https://h", tls: %s }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(tls);
        ConfigResult read = new ConfigReader(Map.of()).readText(yaml, directory.resolve("test.yaml"));
        ConfigurationCheck.compile(vertx, read);
        String problems = read.problems().render().replace(directory + "/", "");
        if (report.isEmpty()) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).startsWith("test.yaml:" + report);
        }
        assertThat(read.problems().hasErrors()).isEqualTo(!report.isEmpty() && !report.contains("warning"));
    }
}
