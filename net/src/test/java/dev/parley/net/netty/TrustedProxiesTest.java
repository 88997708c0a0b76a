package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Peer;
import dev.parley.net.http.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // trusted: 10.0.0.0/8, fd00::/8; the proxy is 10.0.0.1
                "X-Forwarded-For: 203.0.113.5                         | 203.0.113.5 | 0    | -     | -",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.5           | 203.0.113.5 | 0    | -     | -",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.5, 10.1.2.3 | 203.0.113.5 | 0    | -     | -",
                "X-Forwarded-For: 10.1.1.1, 10.1.2.3                  | 10.1.1.1    | 0    | -     | -",
                "X-Forwarded-For: 127.0.0.1, 203.0.113.5              | 203.0.113.5 | 0    | -     | -",
                "X-Forwarded-For: 203.0.113.5:4711                    | 203.0.113.5 | 4711 | -     | -",
                "X-Forwarded-For: 2001:db8::1                         | 2001:db8::1 | 0    | -     | -",
                "X-Forwarded-For: [2001:db8::1]:99                    | 2001:db8::1 | 99   | -     | -",
                "X-Forwarded-For: 2001:db8::1, fd00::7                | 2001:db8::1 | 0    | -     | -",
                "X-Forwarded-For: 203.0.113.5, unknown                | -           | 0    | -     | -",
                "X-Forwarded-For: evil.example                        | -           | 0    | -     | -",
                "X-Forwarded-For: 203.0.113.5, nonsense, 10.1.2.3     | 10.1.2.3    | 0    | -     | -",
                "X-Forwarded-Proto: https; X-Forwarded-Host: a.example | -          | 0    | https | a.example",
                "X-Forwarded-Proto: http, wss                         | -           | 0    | https | -",
                "X-Forwarded-Proto: gopher                            | -           | 0    | -     | -",
                "X-Forwarded-Host: a.example, b.example:81            | -           | 0    | -     | b.example:81",
                "X-Forwarded-Host: a<b>                               | -           | 0    | -     | -",
                "Forwarded: for=203.0.113.5~proto=https~host=a.example | 203.0.113.5 | 0   | https | a.example",
                "Forwarded: for=\"[2001:db8::1]:4711\"                | 2001:db8::1 | 4711 | -     | -",
                "Forwarded: for=198.51.100.1, FOR=203.0.113.5         | 203.0.113.5 | 0    | -     | -",
                "Forwarded: for=203.0.113.5~proto=https, for=10.9.9.9~proto=http | 203.0.113.5 | 0 | https | -",
                "Forwarded: for=_hidden                               | -           | 0    | -     | -",
                "Forwarded: for=203.0.113.5; X-Forwarded-For: 198.51.100.1 | 203.0.113.5 | 0 | -   | -",
            })
    void theClientIsTheRightmostAddressThatIsNoProxy(
            String fields, String address, int port, String scheme, String host) throws Exception {
        TrustedProxies proxies = TrustedProxies.parse(List.of("10.0.0.0/8", "fd00::/8"));
        Peer proxy = new Peer(TrustedProxies.literal("10.0.0.1"), 1234, false);
        Headers headers = new Headers();
        for (String field : fields.split("; ")) {
            int colon = field.indexOf(": ");
            headers.add(field.substring(0, colon), field.substring(colon + 2).replace('~', ';'));
        }
        assertThat(proxies.trusts(proxy)).isTrue();
        TrustedProxies.Forwarded said = proxies.read(proxy, headers);
        assertThat(said).isNotNull();
        assertThat(said.peer())
                .isEqualTo(address == null ? proxy : new Peer(TrustedProxies.literal(address), port, true));
        assertThat(said.scheme()).isEqualTo(scheme);
        assertThat(said.host()).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "192.0.2.128/25, 192.0.2.100, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
    })
    void aNetworkHoldsItsAddresses(String network, String address, boolean held) throws Exception {
        assertThat(TrustedProxies.parse(List.of(network)).trusts(new Peer(TrustedProxies.literal(address), 1, false)))
                .isEqualTo(held);
    }

    @Test
    void aUnixSocketIsTrustedWhenItIsSaidSo() throws Exception {
        Peer unix = new Peer(null, 0, false);
        assertThat(TrustedProxies.parse(List.of("unix")).trusts(unix)).isTrue();
        assertThat(TrustedProxies.parse(List.of("0.0.0.0/0")).trusts(unix)).isFalse();
    }
}
