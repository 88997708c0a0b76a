package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every vector holds for both roles, however its bytes arrive.
class VectorTest {

    private static final int[] KEYS = {0x37fa213d, 0, -1, 0x80017f01};

    static final List<Vector> VECTORS = Stream.of(
                    FrameVectors.ALL,
                    MessageVectors.FRAGMENTS,
                    MessageVectors.COMPRESSED,
                    MessageVectors.LIMITS,
                    TextVectors.ALL,
                    CloseVectors.ALL)
            .flatMap(List::stream)
            .toList();

    @ParameterizedTest
    @FieldSource("VECTORS")
    void holds(Vector vector) {
        byte[] bytes = Notation.bytes(vector.bytes());
        if (vector.only() != null) {
            holds(vector, vector.only(), bytes);
            return;
        }
        holds(vector, Role.CLIENT, bytes);
        for (int key : KEYS) {
            holds(vector, Role.SERVER, Masked.frames(bytes, key));
        }
    }

    private static void holds(Vector vector, Role role, byte[] bytes) {
        var setup = new Setup(role, vector.limits(), vector.compressed());
        for (Feeding feeding : Feeding.all()) {
            assertThat(feeding.read(setup, bytes))
                    .as("%s reads it %s", role, feeding)
                    .isEqualTo(vector.expected());
        }
    }

    @Test
    void everyRuleIsBrokenBySomeVector() {
        var missing = new ArrayList<Violation>();
        for (Violation violation : EnumSet.allOf(Violation.class)) {
            if (VECTORS.stream().noneMatch(vector -> vector.expected().contains(Event.broken(violation)))) {
                missing.add(violation);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyViolationNamesItsSectionAndItsRule() {
        for (Violation violation : Violation.values()) {
            assertThat(violation.closeCode()).isIn(1002, 1007, 1009);
            assertThat(new ProtocolException(violation))
                    .hasMessage(violation.rule() + " (" + violation.section() + ")")
                    .hasMessageMatching(".* \\(RFC (6455|7692) section [0-9.]+\\)");
        }
    }
}
