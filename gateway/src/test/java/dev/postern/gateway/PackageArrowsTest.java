package dev.postern.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.http.HttpConnectOptions;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Packages point one way: each uses only those before it in the list; the root assembles all but the command line. */
class PackageArrowsTest {

    private static final String BASE = "dev.postern.gateway";

    private static final List<String> ORDER = List.of(
            "config",
            "plugin",
            "tls",
            "http",
            "wire",
            "route",
            "cors",
            "identity",
            "mapping",
            "integration",
            "observe",
            "admin");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @TestFactory
    List<DynamicTest> each_package_uses_only_those_before_it() {
        return ORDER.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    String[] allowed = ORDER.subList(0, ORDER.indexOf(name) + 1).stream()
                            .map(p -> BASE + "." + p)
                            .toArray(String[]::new);
                    classes()
                            .that()
                            .resideInAPackage(BASE + "." + name)
                            .should()
                            .onlyDependOnClassesThat(
                                    not(resideInAPackage(BASE + "..")).or(resideInAnyPackage(allowed)))
                            .check(CLASSES);
                }))
                .toList();
    }

    @Test
    void the_root_does_not_know_the_command_line() {
        noClasses()
                .that()
                .resideInAPackage(BASE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + ".cli..")
                .check(CLASSES);
    }

    @Test
    void only_the_command_line_knows_the_sample_backend() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.postern.sample..")
                .check(CLASSES);
    }

    @Test
    void only_integration_opens_connections_to_backends() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + ".integration..", BASE + ".cli..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.vertx.core.http.HttpClientAgent")
                .check(CLASSES);
    }

    /** A client of Vert.x may mix up two sets of TLS options that it is given per connection (CVE-2026-102476). */
    @Test
    void tls_options_belong_to_a_client_and_never_to_one_connection() {
        noClasses()
                .should()
                .callMethodWhere(target(nameMatching("setSslOptions"))
                        .and(target(owner(assignableTo(HttpConnectOptions.class)))))
                .check(CLASSES);
    }

    @Test
    @DisplayName("no rule about requests is a regular expression, so none can run away or match too much (SR-15)")
    void no_rule_about_requests_is_a_regular_expression() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        BASE + ".http..",
                        BASE + ".wire..",
                        BASE + ".route..",
                        BASE + ".cors..",
                        BASE + ".identity..",
                        BASE + ".integration..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("the admin token is compared in constant time (SR-95)")
    void the_admin_token_is_compared_in_constant_time() {
        classes()
                .that()
                .haveSimpleName("AdminToken")
                .should()
                .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
                .check(CLASSES);
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
