package dev.parley.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class LinesTest {

    private static final long NOW = Instant.parse("2026-05-04T14:02:00Z").toEpochMilli();
    private static final String ESC = "\u001b";

    private static Message message(String fields) {
        String json = "{\"id\":\"m\",\"position\":17,\"author\":\"guest:a\",\"time\":" + NOW + fields + "}";
        return Objects.requireNonNull(Message.of(Fields.read(json.getBytes(StandardCharsets.UTF_8))));
    }

    private static AttributedString drawn(boolean coloured, String fields) {
        return new Lines(coloured, ZoneOffset.UTC)
                .message(message(fields), id -> id.equals("guest:a") ? "Ann" : "Bob", NOW);
    }

    @Test
    void aMessageHasItsTimeNumberAuthorAndText() {
        assertThat(drawn(true, ",\"text\":\"hello\"").toString()).isEqualTo("14:02 #17 Ann: hello");
        assertThat(drawn(true, ",\"text\":\"hello\",\"edited\":{\"by\":\"guest:a\",\"time\":1}")
                        .toString())
                .isEqualTo("14:02 #17 Ann: hello (edited)");
        assertThat(drawn(true, ",\"text\":\"\",\"deleted\":{\"by\":\"guest:a\",\"time\":1}")
                        .toString())
                .isEqualTo("14:02 #17 Ann: (deleted)");
        assertThat(drawn(true, ",\"text\":\"\",\"files\":[{\"id\":\"f\",\"name\":\"plan.pdf\"}]")
                        .toString())
                .isEqualTo("14:02 #17 Ann: [plan.pdf]");
        assertThat(drawn(true, ",\"text\":\"yes\",\"reply\":{\"id\":\"r\",\"author\":\"guest:b\",\"text\":\"tea?\"}")
                        .toString())
                .isEqualTo("14:02 #17 Ann: > Bob: tea? < yes");
    }

    @Test
    void theFurtherLinesOfAMessageCantBeTakenForAnother() {
        assertThat(drawn(true, ",\"text\":\"a\\n14:03 #18 Bob: I agree\"").toString())
                .isEqualTo("14:02 #17 Ann: a\n      14:03 #18 Bob: I agree");
    }

    @Test
    void withoutColoursNothingIsStyledAndWithThemAPersonHasAlwaysTheSame() {
        assertThat(drawn(false, ",\"text\":\"hello\"").toAnsi()).doesNotContain(ESC);
        assertThat(drawn(true, ",\"text\":\"hello\"").toAnsi())
                .contains(ESC)
                .isEqualTo(drawn(true, ",\"text\":\"hello\"").toAnsi());
    }

    @Test
    void nothingOfTheMessageReachesTheTerminalAsACommand() {
        String hostile =
                ",\"text\":\"\\u001b[2Jx\\u009b1m\",\"files\":[{\"id\":\"f\",\"name\":\"\\u001b]0;t\\u0007\"}],"
                        + "\"reply\":{\"id\":\"r\",\"author\":\"guest:b\",\"text\":\"\\u001b[1A\"}";
        assertThat(drawn(false, hostile).toAnsi()).doesNotContain(ESC, "\u009b", "\u0007");
    }

    @Test
    void fieldsThatAreNotWhatTheyShouldBeAreAsIfTheyWereMissing() {
        Fields odd = Fields.read(
                "{\"id\":5,\"position\":\"x\",\"big\":99999999999999999999,\"half\":1.5,\"list\":[1,{\"a\":\"b\"},null]}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(Message.of(odd)).isNull();
        assertThat(odd.number("big")).isZero();
        assertThat(odd.number("half")).isZero();
        assertThat(odd.objects("list")).containsExactly(new Fields(java.util.Map.of("a", "b")));
        for (String broken : new String[] {"", "[]", "{", "{\"a\":", "nonsense", "[".repeat(5_000)}) {
            assertThat(Fields.read(broken.getBytes(StandardCharsets.UTF_8)))
                    .as(broken)
                    .isEqualTo(Fields.NONE);
        }
    }
}
