package dev.parley.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

/// What a chat sends: English, some umlauts and emoji, or Chinese. Public because generated code names it.
public enum Text {
    ASCII("The quick brown fox jumps over the lazy dog, and the dog says nothing at all. "),
    MIXED("Übung macht den Meister 🎉, sagt man; «ça va?» – gewiß, and so on and so forth. "),
    CJK("即时消息服务器把每一条消息按顺序送到每一个用户，不丢失也不重复。");

    private final String sentence;

    Text(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    /// As many whole characters as fit into `size` bytes.
    byte[] bytes(int size) {
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        for (int at = 0; ; ) {
            String character = Character.toString(sentence.codePointAt(at));
            bytes += character.getBytes(UTF_8).length;
            if (bytes > size) {
                return text.toString().getBytes(UTF_8);
            }
            text.append(character);
            at = (at + character.length()) % sentence.length();
        }
    }
}
