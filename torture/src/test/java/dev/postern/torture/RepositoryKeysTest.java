package dev.postern.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nobody finds a private key of ours: keys are made when they are needed. */
class RepositoryKeysTest {

    private static final Path ROOT = RealComponents.repository();

    /** PEM with a body, a JWK with a private member, or a shared secret. */
    private static final Pattern PRIVATE_KEY = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/]{40}" + "|\"(?:d|k)\"\\s*:\\s*\"[A-Za-z0-9_-]{32,}\"");

    private static final Set<String> ELSEWHERE = Set.of("target", ".git", "node_modules");

    @Test
    @DisplayName("no file of the repository outside the tests holds a private key (SR-98, SR-164)")
    void no_file_outside_the_tests_holds_a_private_key() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = ROOT.relativize(file);
                if (!isElsewhere(name) && holdsKey(Files.readAllBytes(file))) {
                    found.add(name.toString());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean isElsewhere(Path name) {
        for (Path part : name) {
            if (ELSEWHERE.contains(part.toString())) {
                return true;
            }
        }
        return name.toString().contains("src/test/");
    }

    @Test
    @DisplayName("the packaged gateway holds no private key (SR-98, SR-164)")
    void the_jar_holds_no_private_key() throws IOException {
        Path jar = ROOT.resolve("gateway/target/postern.jar");
        if (!Files.exists(jar)) {
            RealComponents.absent("the gateway is not packaged");
        }
        List<String> found = new ArrayList<>();
        try (JarFile open = new JarFile(jar.toFile())) {
            for (JarEntry entry :
                    open.stream().filter(each -> !each.isDirectory()).toList()) {
                String name = entry.getName();
                if (name.matches(".*\\.(jks|p12|pfx|keystore|key)")
                        || holdsKey(open.getInputStream(entry).readAllBytes())) {
                    found.add(name);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean holdsKey(byte[] bytes) {
        return PRIVATE_KEY
                .matcher(new String(bytes, StandardCharsets.ISO_8859_1))
                .find();
    }
}
