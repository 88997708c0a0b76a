package dev.parley.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Address;
import dev.parley.websocket.WebOrigin;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServedHostsTest {

    @Test
    void onLoopbackOnlyLoopbackIsServed() {
        for (String address : List.of("127.0.0.1", "localhost", "::1", "127.0.0.53")) {
            ServedHosts hosts = new ServedHosts(List.of(new Address.Tcp(address, 1)), "box", List.of());
            assertThat(hosts.loopbackOnly()).as(address).isTrue();
            assertThat(serves(hosts, "localhost", "127.0.0.1", "[::1]", "a.localhost"))
                    .isTrue();
            assertThat(serves(hosts, "box")).isFalse();
            assertThat(serves(hosts, "192.0.2.1")).isFalse();
        }
    }

    @Test
    void beyondLoopbackAddressesAndTheMachinesNameAreServedToo() {
        ServedHosts hosts = new ServedHosts(List.of(new Address.Tcp("0.0.0.0", 1)), "Box", List.of());
        assertThat(hosts.loopbackOnly()).isFalse();
        assertThat(serves(hosts, "localhost", "box", "BOX", "box.local", "192.0.2.1", "[2001:db8::1]"))
                .isTrue();
        assertThat(serves(hosts, "box.evil.org")).isFalse();
        assertThat(serves(hosts, "192.0.2.1.nip.example")).isFalse();
    }

    @Test
    void theNameThatIsListenedOnIsServed() {
        ServedHosts hosts = new ServedHosts(List.of(new Address.Tcp("chat.example.com", 1)), null, List.of());
        assertThat(serves(hosts, "chat.example.com")).isTrue();
        assertThat(serves(hosts, "example.com")).isFalse();
    }

    @Test
    void aUnixSocketIsLoopbackAndOneOpenListenerOpensAll() {
        Address unix = new Address.Unix(Path.of("/tmp/x.sock"));
        assertThat(new ServedHosts(List.of(unix), null, List.of()).loopbackOnly())
                .isTrue();
        assertThat(new ServedHosts(List.of(unix, new Address.Tcp("::", 1)), null, List.of()).loopbackOnly())
                .isFalse();
    }

    private static boolean serves(ServedHosts hosts, String... names) {
        for (String name : names) {
            if (!hosts.serves(Objects.requireNonNull(WebOrigin.ofAuthority("http", name + ":8000")))) {
                return false;
            }
        }
        return true;
    }
}
