package dev.parley.chat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GramsTest {
    @Test
    void wordsOfLettersAreWholeAndOthersArePairs() {
        assertThat(Grams.of("Hello, WORLD 42!")).containsExactly("hello", "world", "42");
        assertThat(Grams.of("我爱北京")).containsExactly("我爱", "爱北", "北京", "京");
        assertThat(Grams.of("iPhone手机")).containsExactly("iphone", "手机", "机");
        assertThat(Grams.of("𠮷野家")).containsExactly("𠮷野", "野家", "家");
        assertThat(Grams.of("コーヒー")).containsExactly("コー", "ーヒ", "ヒー", "ー");
        assertThat(Grams.of("☺ … —")).isEmpty();
    }

    @Test
    void longWordsAreCutInTheIndexAndInTheQueryAlike() {
        String word = "x".repeat(500);
        assertThat(Grams.of(word)).containsExactly("x".repeat(32));
        assertThat(Grams.query(word).matches(word)).isTrue();
    }

    @Test
    void aQueryOfManyWordsIsStillSeenWholeInTheText() {
        String text = "a b c d e f g h i j";
        assertThat(Grams.query(text).probes()).hasSize(Limits.WORDS);
        assertThat(Grams.query(text).matches(text)).isTrue();
        assertThat(Grams.query(text + " k").matches(text)).isFalse();
    }
}
