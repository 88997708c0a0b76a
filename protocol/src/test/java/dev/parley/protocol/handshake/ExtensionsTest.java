package dev.parley.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionsTest {

    private static String read(String... fields) throws MalformedHeaderException {
        return Extensions.format(Extensions.parse(List.of(fields)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo | foo",
                "foo; bar; baz=2 | foo; bar; baz=2",
                "foo;bar=1;bar=1,foo | foo; bar=1; bar=1, foo",
                "foo;bar=\"10\" | foo; bar=10",
                "foo;bar=\"\\1\\0\" | foo; bar=10",
                "foo ; bar = \"a\" , baz | foo; bar=a, baz",
                ", ,foo,,bar, | foo, bar",
            })
    void aListIsReadAsItsGrammarSays(String written, String meaning) throws Exception {
        assertThat(read(written)).isEqualTo(meaning);
    }

    @Test
    void severalFieldsAreOneList() throws Exception {
        assertThat(read("foo; a", "", "\tbar; b=1 ")).isEqualTo("foo; a, bar; b=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo bar",
                "foo;",
                "foo; ;bar",
                "foo; =1",
                "foo; bar=",
                "foo; bar=,",
                "foo; bar=\"\"",
                "foo; bar=\"a",
                "foo; bar=\"a b\"",
                "foo; bar=\"a\\",
                "foo; bar=\"a\"b",
                "foo; bar=a\"b\"",
                "=foo",
                "\"foo\"",
                "foo/1",
                "f\u00f6o",
                "foo; bar=1 2",
                "foo\u0000"
            })
    void whatIsNotAListOfExtensionsIsRefused(String written) {
        assertThatThrownBy(() -> read(written))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessageContaining("Sec-WebSocket-Extensions");
    }
}
