package dev.parley.dialects.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.hub.Position;
import org.junit.jupiter.api.Test;

class RawRequestTest {

    @Test
    void whatTheQuerySaysIsMeant() {
        RawRequest plain = RawRequest.of("chat:lobby", null, null, null, null);
        assertThat(plain.channel().value()).isEqualTo("chat:lobby");
        assertThat(plain.envelope()).isFalse();
        assertThat(plain.token()).isEmpty();
        assertThat(RawRequest.of("a", "json", "7", null, "t").history()).isEqualTo(7);
        assertThat(RawRequest.of("a", "json", null, "e:x:12", null).since()).isEqualTo(new Position("e:x", 12));
    }

    @Test
    void whatMakesNoSenseIsSaid() {
        assertThatThrownBy(() -> RawRequest.of("a", "xml", null, null, null)).hasMessage("the only envelope is json");
        for (String number : new String[] {"", "-1", "x", "1000001", "99999999999"}) {
            assertThatThrownBy(() -> RawRequest.of("a", null, number, null, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("history is a number");
        }
        for (String position : new String[] {"", "12", "e:", "e:-1", "e:x"}) {
            assertThatThrownBy(() -> RawRequest.of("a", null, null, position, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("since is EPOCH:OFFSET");
        }
        assertThatThrownBy(() -> RawRequest.of("a", null, "1", "e:1", null)).hasMessageContaining("exclude");
        assertThatThrownBy(() -> RawRequest.of("", null, null, null, null)).hasMessageContaining("empty");
    }
}
