package dev.postern.authorizer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.testing.KeyServer;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestEvents;
import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issuers behind TLS with certificates made for the test. */
class TlsTrustTest {

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    static Path directory;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificate("right", "ip:127.0.0.1");
        certificate("wrong", "dns:other.example");
    }

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    private static void certificate(String name, String subject) throws Exception {
        Path store = directory.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "2",
                "-ext",
                "san=" + subject,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-file",
                directory.resolve(name + ".pem").toString());
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static KeySource fetched(String certificate, List<String> trust) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(directory.resolve(certificate + ".p12").toString())
                        .setPassword("changeit"));
        try (KeyServer server = new KeyServer(VERTX, options, KeyServer.json(SigningKey.jwks(SigningKey.rsa("k1"))))) {
            KeySettings settings = new KeySettings(
                    "https://login.example.com/",
                    new KeyLocation.Url(URI.create(server.url("/jwks.json"))),
                    Set.of(SignatureAlgorithm.RS256),
                    trust.stream()
                            .map(file -> directory.resolve(file).toString())
                            .toList(),
                    false,
                    KeyLimits.DEFAULT);
            KeySource source = new KeySource(
                    VERTX, new TestClock(), settings, new ProxyRules(name -> null), new TestEvents().keys("x"));
            source.start().await(10, TimeUnit.SECONDS);
            source.close();
            return source;
        }
    }

    @Test
    @DisplayName("a certificate that nobody vouches for is refused (SR-101)")
    void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
        KeySource source = fetched("right", List.of());
        assertThat(source.keys()).isNull();
        assertThat(source.detail()).contains("failed TLS");
    }

    @Test
    void a_certificate_of_a_trusted_authority_is_accepted() throws Exception {
        assertThat(fetched("right", List.of("wrong.pem", "right.pem")).keys()).isNotNull();
    }

    @Test
    void another_authority_does_not_help() throws Exception {
        assertThat(fetched("right", List.of("wrong.pem")).keys()).isNull();
    }

    @Test
    @DisplayName("a trusted certificate for another name is refused (SR-101)")
    void a_trusted_certificate_for_another_name_is_refused() throws Exception {
        KeySource source = fetched("wrong", List.of("wrong.pem"));
        assertThat(source.keys()).isNull();
        assertThat(source.detail()).contains("failed TLS");
    }

    @Test
    void a_trust_file_without_a_certificate_closes_the_gate() throws Exception {
        Files.writeString(directory.resolve("empty.pem"), "nothing");
        KeySource source = fetched("right", List.of("empty.pem"));
        assertThat(source.keys()).isNull();
        assertThat(source.detail()).contains("trust: no certificate in");
    }
}
