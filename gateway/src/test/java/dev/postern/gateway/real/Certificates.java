package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates made by {@code openssl} for one test and thrown away with its directory. */
public final class Certificates {

    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    /** An authority of its own in an empty directory. */
    public static Certificates in(Path directory) {
        Certificates certificates = new Certificates(directory);
        certificates.authority("ca");
        return certificates;
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    /** Another authority: {@code NAME.crt} and {@code NAME.key}. */
    public void authority(String name) {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt");
    }

    /**
     * A certificate of authority {@code ca}: {@code NAME.crt} and {@code NAME.key}.
     *
     * @param names such as {@code DNS:localhost,IP:127.0.0.1}
     */
    public void issue(String name, String names) {
        issue(name, names, "ca", 30);
    }

    /** A certificate that ended yesterday. */
    public void expired(String name, String names) {
        issue(name, names, "ca", -1);
    }

    /**
     * A certificate of any authority.
     *
     * @param days how long it is valid from now
     */
    public void issue(String name, String names, String authority, int days) {
        request(name);
        sign(name, names, authority, days);
    }

    private void request(String name) {
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
    }

    private void sign(String name, String names, String authority, int days) {
        write(name + ".ext", "subjectAltName=" + names + "\n");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".crt",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                String.valueOf(days),
                "-extfile",
                name + ".ext",
                "-out",
                name + ".crt");
    }

    /** A certificate of authority {@code ca} with an RSA key. */
    public void rsa(String name) {
        openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        sign(name, "DNS:localhost", "ca", 30);
    }

    /** A certificate of authority {@code ca} that is for servers only. */
    public void forServersOnly(String name) {
        request(name);
        sign(name, "DNS:localhost\nextendedKeyUsage=serverAuth", "ca", 30);
    }

    /** A certificate of authority {@code ca} that ends at a moment. */
    public void until(String name, Instant end) {
        request(name);
        write("ca.cnf", """
                [ca]
                default_ca = d
                [d]
                database = index.txt
                rand_serial = yes
                new_certs_dir = .
                default_md = sha256
                policy = p
                [p]
                commonName = supplied
                """);
        write("index.txt", "");
        String date = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(end);
        openssl(
                "ca",
                "-config",
                "ca.cnf",
                "-batch",
                "-rand_serial",
                "-notext",
                "-cert",
                "ca.crt",
                "-keyfile",
                "ca.key",
                "-in",
                name + ".csr",
                "-enddate",
                date,
                "-out",
                name + ".crt");
    }

    private void write(String name, String text) {
        try {
            Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(file("openssl.log").toFile())
                    .start();
            assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(file("openssl.log"), StandardCharsets.UTF_8))
                    .isZero();
        } catch (IOException e) {
            RealComponents.absent("openssl is not installed: " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
