package dev.postern.function;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module and its packages may know. */
class ArchitectureTest {

    private static final String ROOT = "dev.postern.function";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void nothing_knows_authorizers_or_the_gateway() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.postern.authorizer..", "dev.postern.gateway.."))
                .check(classes);
    }

    @Test
    void what_a_function_is_knows_no_transport_and_no_limit() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + ".*.."))
                .check(classes);
    }

    @Test
    void limits_know_no_transport() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".limit..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(ROOT + ".http..", ROOT + ".url..", ROOT + ".arn.."))
                .check(classes);
    }

    @Test
    void only_calls_of_lambda_touch_the_aws_sdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".arn..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("software.amazon.awssdk.."))
                .check(classes);
    }
}
