package dev.postern.authorizer;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of this module: a package may use those above it, and nothing of the gateway. */
class ArchitectureTest {

    private static final String ROOT = "dev.postern.authorizer";
    private static final List<String> ORDER =
            List.of("token", "keys", "cache", "lockout", "jwt", "cognito", "policy", "lambda", "compose");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static String named(String name) {
        return ROOT + "." + name + "..";
    }

    @Test
    void a_package_uses_only_those_above_it() {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] below = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(ArchitectureTest::named)
                    .toArray(String[]::new);
            if (below.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(named(ORDER.get(i)))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(below))
                        .allowEmptyShould(true)
                        .check(classes);
            }
        }
    }

    @Test
    void the_spi_uses_no_implementation() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        ORDER.stream().map(ArchitectureTest::named).toArray(String[]::new)))
                .check(classes);
    }

    @Test
    void nothing_knows_the_gateway() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.postern.gateway.."))
                .check(classes);
    }

    @Test
    void only_keys_and_functions_call_out() {
        noClasses()
                .that()
                .resideOutsideOfPackages(named("keys"), named("lambda"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx.ext.web.client..", "io.vertx.core.http.."))
                .check(classes);
    }

    @Test
    void only_keys_touch_the_token_library() {
        noClasses()
                .that()
                .resideOutsideOfPackage(named("keys"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx.ext.auth.."))
                .check(classes);
    }

    @Test
    void every_package_is_in_the_order() {
        Set<String> packages = classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages)
                .hasSizeGreaterThan(5)
                .allMatch(name -> name.equals(ROOT) || ORDER.contains(name.substring(ROOT.length() + 1)));
    }
}
