package dev.parley.chat.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonNamesTest {

    /// A member's name, what somebody calls themselves to be taken for them, and how that is done.
    static Stream<Arguments> attacks() {
        return Stream.of(
                arguments("Alice", "\u0410lice", "Cyrillic A"),
                arguments("Alice", "Al\u0456ce", "Cyrillic i"),
                arguments("Alice", "Ali\u0441e", "Cyrillic es"),
                arguments("Alice", "Alic\u0435", "Cyrillic ie"),
                arguments("Bob", "\u0412ob", "Cyrillic capital Ve"),
                arguments("Bob", "B\u043eb", "Cyrillic o"),
                arguments("Hank", "\u041dank", "Cyrillic capital En"),
                arguments("Tom", "\u0422om", "Cyrillic capital Te"),
                arguments("Max", "Ma\u0445", "Cyrillic ha"),
                arguments("Kate", "\u041aate", "Cyrillic capital Ka"),
                arguments("pascal", "\u0440\u0430scal", "Cyrillic er and a"),
                arguments("Alice", "\u0391lice", "Greek Alpha"),
                arguments("Bob", "\u0392\u03bfb", "Greek Beta and omicron"),
                arguments("Nora", "\u039dora", "Greek Nu"),
                arguments("Zoe", "\u0396oe", "Greek Zeta"),
                arguments("Tina", "\u03a4ina", "Greek Tau"),
                arguments("vera", "\u03bdera", "Greek nu for v"),
                arguments("Oskar", "\u0555skar", "Armenian Oh"),
                arguments("Sam", "\u0405am", "Cyrillic Dze"),
                arguments("Alice", "A\u200blice", "zero width space"),
                arguments("Alice", "Alice\u200c", "zero width non-joiner"),
                arguments("Alice", "Al\u200dice", "zero width joiner"),
                arguments("Alice", "\ufeffAlice", "byte order mark"),
                arguments("Alice", "Al\u2060ice", "word joiner"),
                arguments("Alice", "Al\u00adice", "soft hyphen"),
                arguments("Alice", "Alice\u034f", "grapheme joiner"),
                arguments("Alice", "Alice\ufe0f", "variation selector"),
                arguments("Alice", "Alice\udb40\udc41", "tag letter"),
                arguments("Alice", "Alice\udb40\udd00", "supplementary variation selector"),
                arguments("Alice", "Al\u180eice", "Mongolian vowel separator"),
                arguments("Alice", "Al\u3164ice", "Hangul filler"),
                arguments("Alice", "Al\uffa0ice", "halfwidth Hangul filler"),
                arguments("Alice", "Al\u115fice", "Hangul choseong filler"),
                arguments("Alice", "Alice\u2800", "braille blank"),
                arguments("Alice", "\u202eecilA", "right-to-left override"),
                arguments("Alice", "Al\u200eice", "left-to-right mark"),
                arguments("Alice", "\u2067Alice", "right-to-left isolate"),
                arguments("Alice", "Al\u0131ce", "dotless i"),
                arguments("Alice", "Alice\u0336", "struck through"),
                arguments("Alice", "A\u0323lice", "dot below"),
                arguments("Alice", "\u00c1lice", "an accent"),
                arguments("Alice", "\uff21\uff4c\uff49\uff43\uff45", "full width"),
                arguments("Alice", "\ud835\udc00lice", "mathematical bold A"),
                arguments("Alice", "\u24b6lice", "circled A"),
                arguments("Alice", "ALICE", "capitals"),
                arguments("Alice", "aLiCe", "mixed case"),
                arguments("Alice", "A1ice", "digit one for l"),
                arguments("Alice", "AIice", "capital i for l"),
                arguments("Alice", "A|ice", "bar for l"),
                arguments("Alice", "Alice.", "trailing dot"),
                arguments("Alice", "Alice...", "trailing dots"),
                arguments("Alice", "Alice ", "trailing space"),
                arguments("Alice", "Alice\u00a0", "no-break space"),
                arguments("Alice", "A l i c e", "spaces between"),
                arguments("Alice", ".Alice", "leading dot"),
                arguments("Alice", "Alice_", "low line"),
                arguments("Alice", "«Alice»", "quotes"),
                arguments("Mum", "rnurn", "r and n for m"),
                arguments("Olga", "0lga", "zero for O"),
                arguments("Ann Lee", "Ann\u2003Lee", "em space"),
                arguments("Ann Lee", "AnnLee", "without the space"),
                arguments("Ann-Marie", "Ann\u2010Marie", "another hyphen"),
                arguments("Нина", "НИНА", "Cyrillic capitals"),
                arguments("Нина", "нина", "Cyrillic small letters"),
                arguments("Straße", "STRASSE", "sharp s"),
                arguments("김민수", "\u1100\u1175\u11b7민수", "Hangul in parts"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("attacks")
    void nobodyPassesAsAnother(String member, String attack, String how) {
        assertThat(PersonNames.problem(member)).isNull();
        if (PersonNames.problem(attack) == null) {
            assertThat(lookTheSame(member, attack))
                    .as("%s: %s and %s", how, PersonNames.skeletons(member), PersonNames.skeletons(attack))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Ann, Anna",
        "Ann, Ann 2",
        "Женя, Жанна",
        "李雷, 韩梅梅",
        "Bob 😀, Bob 😎",
        "Ali, Aldo",
        "मीना, मोना",
        "สมชาย, สมหญิง",
        "דוד, דינה",
        "محمد, محمود",
        "'!!!', '???'",
        "12, 21"
    })
    void differentNamesAreDifferent(String one, String other) {
        assertThat(PersonNames.problem(one)).isNull();
        assertThat(PersonNames.problem(other)).isNull();
        assertThat(lookTheSame(one, other)).isFalse();
    }

    private static boolean lookTheSame(String one, String other) {
        return !Collections.disjoint(PersonNames.skeletons(one), PersonNames.skeletons(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "Ann Lee",
                "李雷",
                "山田　太郎",
                "Женя",
                "👩‍👩‍👧",
                "👩🏽‍🚀",
                "🏳️‍🌈",
                "❤️",
                "אבי",
                "می\u200cخواهم",
                "श्री\u200dमान",
                "วันเพ็ญ",
                "Nguyễn Thị Ánh",
                "O'Brien <b>",
                "é",
                "12345678901234567890123456789012"
            })
    void aNameIsOneToThirtyTwoCharactersThatCanBeSeen(String name) {
        assertThat(PersonNames.problem(name)).isNull();
        assertThat(PersonNames.tamed(name, "x")).isEqualTo(PersonNames.normal(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u200b",
                "\u200d\u2060",
                "\u3164",
                "\u2800 \u2800",
                "\u00a0",
                "\u0301",
                "a\nb",
                "a\tb",
                "a\u0000",
                "a\u007f",
                "a\u202eb",
                "\u2066a",
                "a\u200f",
                "a\u2028b",
                "\ufffd",
                "a\ue000",
                "a\ud800",
                "a\u200bb",
                "a\u200db",
                "a\u3164b",
                "a\ufe0f",
                "a\udb40\udc41",
                "A\u0336\u0337\u0338",
                "123456789012345678901234567890123",
                "\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa\ufdfa"
            })
    void everythingElseIsRefusedAndTamedWhereItIsTheSites(String name) {
        assertThat(PersonNames.problem(name)).isNotNull();
        assertThat(PersonNames.problem(PersonNames.tamed(name, "user 42"))).isNull();
    }

    @Test
    void aMissingNameIsRefused() {
        assertThat(PersonNames.problem(null)).startsWith("Choose a name");
        assertThat(PersonNames.tamed("", "\u200b")).isEqualTo("Somebody");
    }

    @Test
    void theLimitCountsCodePointsOfTheComposedName() {
        assertThat(PersonNames.problem("🙂".repeat(32))).isNull();
        assertThat(PersonNames.problem("🙂".repeat(33))).contains("33");
        assertThat(PersonNames.problem("e\u0301".repeat(32))).isNull();
        assertThat(PersonNames.normal(" e\u0301 \u00a0\u3000 x ")).isEqualTo("é x");
        assertThat(PersonNames.tamed("🙂".repeat(40), "")).isEqualTo("🙂".repeat(32));
    }

    @Test
    void aNameIsFoundInAnyCaseAndWidth() {
        assertThat(PersonNames.lookup("\uff21nn LEE")).isEqualTo("ann lee");
        assertThat(PersonNames.lookup("Straße")).isEqualTo("strasse");
    }
}
