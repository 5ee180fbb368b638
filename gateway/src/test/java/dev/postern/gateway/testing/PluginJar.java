package dev.postern.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources into the jar of a plug-in, as its author's build would. */
public final class PluginJar {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern CLASS =
            Pattern.compile("(?m)^public (?:final )?(?:class|enum) (\\w+)|^final class (\\w+)");

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> services = new ArrayList<>();

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Adds a source file; it says itself what class it is. */
    public PluginJar source(String text) {
        Matcher name = CLASS.matcher(text);
        Matcher home = PACKAGE.matcher(text);
        assertThat(name.find() && home.find()).as(text).isTrue();
        String simple = name.group(1) == null ? name.group(2) : name.group(1);
        sources.put(home.group(1) + "." + simple, text);
        return this;
    }

    /** Announces a factory of authorizers. */
    public PluginJar factory(String className) {
        services.add(className);
        return this;
    }

    /** Writes the jar, in one move where there is one already. */
    public Path write(Path jar) {
        try {
            Path classes = Files.createTempDirectory("plugin");
            compile(classes);
            Path whole = Files.createTempFile(jar.getParent(), ".new", "");
            try (OutputStream out = Files.newOutputStream(whole);
                    JarOutputStream archive = new JarOutputStream(out);
                    Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    entry(archive, classes.relativize(file).toString(), Files.readAllBytes(file));
                }
                if (!services.isEmpty()) {
                    entry(
                            archive,
                            "META-INF/services/dev.postern.authorizer.AuthorizerFactory",
                            String.join("\n", services).getBytes(StandardCharsets.UTF_8));
                }
            }
            return Files.move(whole, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles into a directory. */
    public void compile(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Source(name, text)));
        if (units.isEmpty()) {
            return;
        }
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        assertThat(compiler.getTask(
                                null,
                                null,
                                null,
                                List.of("-d", classes.toString(), "-cp", classPath, "--release", "17", "-proc:none"),
                                null,
                                units)
                        .call())
                .isTrue();
    }

    private static void entry(JarOutputStream archive, String name, byte[] bytes) throws IOException {
        archive.putNextEntry(new JarEntry(name));
        archive.write(bytes);
        archive.closeEntry();
    }

    /** Puts the interfaces of Java handlers beside a plug-in. */
    public static void copyLambdaCore(Path directory) {
        try {
            Path core = Path.of(RequestHandler.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Files.copy(core, directory.resolve(core.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
