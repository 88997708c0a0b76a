package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespacesTest {

    private static final Namespace NONE = Namespace.named("");
    private static final Namespace CHAT = Namespace.named("chat");
    private final Namespaces namespaces = new Namespaces(Namespaces.Syntax.DEFAULT, NONE, List.of(CHAT));

    @Test
    void thePrefixNamesTheNamespace() {
        assertThat(namespaces.of(new ChannelName("chat:lobby"))).isSameAs(CHAT);
        assertThat(namespaces.of(new ChannelName("$chat:lobby"))).isSameAs(CHAT);
        assertThat(namespaces.of(new ChannelName("chat:a:b"))).isSameAs(CHAT);
        assertThat(namespaces.of(new ChannelName("chat"))).isSameAs(NONE);
        assertThat(namespaces.of(new ChannelName("$news"))).isSameAs(NONE);
        assertThat(namespaces.of(new ChannelName("other:lobby"))).isNull();
        assertThat(namespaces.of(new ChannelName(":x"))).isNull();
    }

    @Test
    void withoutABoundaryThereIsOneNamespace() {
        Namespaces flat = new Namespaces(new Namespaces.Syntax("$", "", "#", ",", 255), NONE, List.of());
        assertThat(flat.of(new ChannelName("other:lobby"))).isSameAs(NONE);
    }

    @Test
    void twoOfOneNameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Namespaces(Namespaces.Syntax.DEFAULT, NONE, List.of(CHAT, CHAT)));
    }

    @Test
    void theSitesOwnBoundCountsBytes() {
        Namespaces strict = new Namespaces(new Namespaces.Syntax("$", ":", "#", ",", 6), NONE, List.of());
        assertThat(strict.isTooLong(new ChannelName("abcdef"))).isFalse();
        assertThat(strict.isTooLong(new ChannelName("abcdefg"))).isTrue();
        assertThat(strict.isTooLong(new ChannelName("ééé"))).isFalse();
        assertThat(strict.isTooLong(new ChannelName("éééé"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000b", "a\nb", "\u007f", "\uFFFD", "\uD800", "\uDC00x", "x\uD800\uD800"})
    void aNameThatCantBe(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ChannelName(name));
    }

    @Test
    void aNameIsBoundedInBytes() {
        new ChannelName("é".repeat(127));
        new ChannelName("😀".repeat(63));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChannelName("é".repeat(128)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChannelName("a".repeat(256)));
    }
}
