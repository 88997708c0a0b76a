package dev.parley.protocol;

import static dev.parley.protocol.ClosingHandshake.State.CLOSED_BOTH;
import static dev.parley.protocol.ClosingHandshake.State.CLOSE_SENT;
import static dev.parley.protocol.ClosingHandshake.State.ENDED;
import static dev.parley.protocol.ClosingHandshake.State.FAILED;
import static dev.parley.protocol.ClosingHandshake.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ClosingHandshake.State;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The table of [ClosingHandshake], row by row and column by column.
class ClosingHandshakeTest {

    private enum Step {
        WE_CLOSE,
        PEER_CLOSES,
        WE_FAIL,
        END_OF_INPUT;

        /// What the handshake says should be done: whether to send, or whether that was news.
        boolean to(ClosingHandshake closing) {
            return switch (this) {
                case WE_CLOSE -> closing.start();
                case PEER_CLOSES -> closing.received(4001, "theirs");
                case WE_FAIL -> closing.fail(1002, "ours");
                case END_OF_INPUT -> closing.ended("lost");
            };
        }
    }

    /// @param before what happened
    /// @param says the answer to `step`
    /// @param state `code`, `reason` and `clean` as they are afterwards
    private record Row(
            List<Step> before,
            State from,
            Step step,
            boolean says,
            State state,
            int code,
            String reason,
            boolean clean) {

        @Override
        public String toString() {
            return from + " " + step + " after " + before;
        }
    }

    private static final List<Step> NOTHING = List.of();
    private static final List<Step> CLOSED = List.of(Step.WE_CLOSE);
    private static final List<Step> ANSWERED = List.of(Step.PEER_CLOSES);
    private static final List<Step> FAILURE = List.of(Step.WE_FAIL);
    private static final List<Step> CUT = List.of(Step.END_OF_INPUT);

    static final List<Row> TABLE = List.of(
            new Row(NOTHING, OPEN, Step.WE_CLOSE, true, CLOSE_SENT, 1006, "", false),
            new Row(NOTHING, OPEN, Step.PEER_CLOSES, true, CLOSED_BOTH, 4001, "theirs", true),
            new Row(NOTHING, OPEN, Step.WE_FAIL, true, FAILED, 1002, "ours", false),
            new Row(NOTHING, OPEN, Step.END_OF_INPUT, true, ENDED, 1006, "lost", false),
            //
            new Row(CLOSED, CLOSE_SENT, Step.WE_CLOSE, false, CLOSE_SENT, 1006, "", false),
            new Row(CLOSED, CLOSE_SENT, Step.PEER_CLOSES, false, CLOSED_BOTH, 4001, "theirs", true),
            new Row(CLOSED, CLOSE_SENT, Step.WE_FAIL, false, FAILED, 1002, "ours", false),
            new Row(CLOSED, CLOSE_SENT, Step.END_OF_INPUT, true, ENDED, 1006, "lost", false),
            //
            new Row(ANSWERED, CLOSED_BOTH, Step.WE_CLOSE, false, CLOSED_BOTH, 4001, "theirs", true),
            new Row(ANSWERED, CLOSED_BOTH, Step.PEER_CLOSES, false, CLOSED_BOTH, 4001, "theirs", true),
            new Row(ANSWERED, CLOSED_BOTH, Step.WE_FAIL, false, CLOSED_BOTH, 4001, "theirs", true),
            new Row(ANSWERED, CLOSED_BOTH, Step.END_OF_INPUT, true, ENDED, 4001, "theirs", true),
            //
            new Row(FAILURE, FAILED, Step.WE_CLOSE, false, FAILED, 1002, "ours", false),
            new Row(FAILURE, FAILED, Step.PEER_CLOSES, false, FAILED, 1002, "ours", false),
            new Row(FAILURE, FAILED, Step.WE_FAIL, false, FAILED, 1002, "ours", false),
            new Row(FAILURE, FAILED, Step.END_OF_INPUT, true, ENDED, 1002, "ours", false),
            //
            new Row(CUT, ENDED, Step.WE_CLOSE, false, ENDED, 1006, "lost", false),
            new Row(CUT, ENDED, Step.PEER_CLOSES, false, ENDED, 1006, "lost", false),
            new Row(CUT, ENDED, Step.WE_FAIL, false, ENDED, 1006, "lost", false),
            new Row(CUT, ENDED, Step.END_OF_INPUT, false, ENDED, 1006, "lost", false),
            //
            new Row(
                    List.of(Step.WE_CLOSE, Step.PEER_CLOSES),
                    CLOSED_BOTH,
                    Step.END_OF_INPUT,
                    true,
                    ENDED,
                    4001,
                    "theirs",
                    true),
            new Row(List.of(Step.WE_CLOSE, Step.WE_FAIL), FAILED, Step.END_OF_INPUT, true, ENDED, 1002, "ours", false));

    @ParameterizedTest
    @FieldSource("TABLE")
    void doesAsTheTableSays(Row row) {
        var closing = new ClosingHandshake();
        row.before().forEach(step -> step.to(closing));
        assertThat(closing.state()).isEqualTo(row.from());
        assertThat(closing.isOpen()).isEqualTo(row.from() == OPEN);

        assertThat(row.step().to(closing)).isEqualTo(row.says());
        assertThat(closing.state()).isEqualTo(row.state());
        assertThat(closing.isOpen()).isFalse();
        assertThat(closing.code()).isEqualTo(row.code());
        assertThat(closing.reason()).isEqualTo(row.reason());
        assertThat(closing.clean()).isEqualTo(row.clean());
    }
}
