package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Section 7.4 by enumeration: the codes with a meaning that may be sent, as registered, and the ranges for libraries
/// and programs.
class CloseCodesTest {

    private static final Set<Integer> SENDABLE = IntStream.concat(
                    IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014),
                    IntStream.rangeClosed(3000, 4999))
            .boxed()
            .collect(Collectors.toSet());

    @Test
    void everyCodeOnTheWireIsReadOrRefused() {
        for (int code = 0; code < 65536; code++) {
            byte[] frame = Notation.bytes("88 04 %04x 'ok'".formatted(code));
            Event expected =
                    SENDABLE.contains(code) ? Event.close(code, "ok") : Event.broken(Violation.CLOSE_CODE_FORBIDDEN);
            assertThat(whole(Role.CLIENT, frame)).containsExactly(expected);
            assertThat(whole(Role.SERVER, Masked.frames(frame, code * 65537))).containsExactly(expected);
        }
    }

    private static List<Event> whole(Role role, byte[] frame) {
        return new Feeding(Integer.MAX_VALUE, 0, false, false).read(new Setup(role, Setup.WIDE, false), frame);
    }

    @Test
    void whatCanBeReadCanBeWritten() {
        for (int code = -1; code <= 70_000; code++) {
            int tried = code;
            if (SENDABLE.contains(code)) {
                CloseCodes.requireSendable(code);
            } else {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> CloseCodes.requireSendable(tried))
                        .withMessageContaining("close code " + code + " ")
                        .withMessageContaining("1000 to 1014 without 1004, 1005 and 1006")
                        .withMessageContaining("3000 to 4999")
                        .withMessageContaining("section 7.4");
            }
        }
    }
}
