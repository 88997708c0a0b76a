package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Whatever comes from another node, or from somebody who says to be one, is understood or refused.
class WordFuzzTest {

    @FuzzTest
    void whateverIsReadCanBeWrittenAndReadAgain(byte[] bytes) throws Malformed {
        byte[] message = new WireWriter().rest(Word.OURS).rest(bytes).toByteArray();
        Word word;
        try {
            word = Word.read(message);
        } catch (Malformed refused) {
            return;
        }
        if (word instanceof Word.Ordered(long id, Order order) && order != null) {
            assertThat(Word.read(new Word.Ordered(id, order).write())).isEqualTo(word);
        }
    }
}
