package dev.parley.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Keeps the walls of `docs/house.md` where they are.
class HouseTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.parley");

    @ParameterizedTest
    @EnumSource
    void aModuleUsesOnlyWhatItsRowNames(Module module) {
        classes()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(module.mayUse())
                .check(OURS);
    }

    @Test
    void everyClassLivesInAModule() {
        classes().should().resideInAnyPackage(Module.allPackages()).check(OURS);
    }

    @Test
    void onlyNetKnowsNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage(Module.NET.packages())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(OURS);
    }

    @Test
    void nettyDoesNotShowThroughTheTypesOfNet() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.parley.net", "dev.parley.net.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(OURS);
    }

    @Test
    void noTwoModulesNeedEachOther() {
        slices().matching("dev.parley.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void nobodyLogsPastSlf4j() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.System$Logger")
                .check(OURS);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*[.$](Abstract\\w*|\\w*(Impl|Utils?|Helper|Manager))")
                .check(OURS);
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        assertThat(OURS.getPackage("dev.parley").getSubpackagesInTree())
                .filteredOn(one -> !one.getClasses().isEmpty())
                .allSatisfy(one -> assertThat(nullMarked(one)).as(one.getName()).isTrue());
    }

    private static boolean nullMarked(JavaPackage one) {
        return one.tryGetAnnotationOfType(NullMarked.class).isPresent();
    }
}
