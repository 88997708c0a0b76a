package dev.parley.net.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.net.Address;
import java.net.BindException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the systems say, and what we make of it. The cases that can be brought about here are in [TransportContract].
class BindingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Permission denied                                   | needs privileges",
                "bind(..) failed with error(-13): Permission denied  | CAP_NET_BIND_SERVICE",
                "Address already in use                              | is in use by another program",
                "Address already in use: bind                        | choose another port",
                "Cannot assign requested address                     | not an address of this machine",
                "Can't assign requested address                      | 0.0.0.0",
                "something nobody knew                               | something nobody knew",
            })
    void aRefusalByTheSystemBecomesASentenceWithARemedy(String said, String told) {
        assertThat(Binding.explain(new Address.Tcp("127.0.0.1", 80), new BindException(said)))
                .hasMessageContaining(told)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({"Permission denied, may not make the socket file", "No such file, No such file"})
    void soDoesOneForASocketFile(String said, String told) {
        assertThat(Binding.explain(new Address.Unix(Path.of("/run/x.sock")), new BindException(said)))
                .hasMessageContaining(told)
                .hasMessageContaining("/run/x.sock");
    }
}
