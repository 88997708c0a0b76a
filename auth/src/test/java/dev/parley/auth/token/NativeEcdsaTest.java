package dev.parley.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Java and BoringSSL agree on which signatures are good.
class NativeEcdsaTest {

    private static final byte[] SIGNED = "what was signed".getBytes(StandardCharsets.UTF_8);

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void itIsThereOnTheSystemThatMostServersHave() {
        assertThat(NativeEcdsa.isThere()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ES256, secp256r1", "ES384, secp384r1", "ES512, secp521r1"})
    void bothTakeAGoodSignatureAndNoOther(Algorithm algorithm, String curve) throws Exception {
        Assumptions.assumeTrue(NativeEcdsa.isThere());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        KeyPair other = generator.generateKeyPair();
        byte[] good = algorithm.sign(pair.getPrivate(), SIGNED);
        assertThat(algorithm.verifies(pair.getPublic(), SIGNED, good)).isTrue();
        assertThat(algorithm.verifiesWithJava(pair.getPublic(), SIGNED, good)).isTrue();
        assertThat(algorithm.verifies(other.getPublic(), SIGNED, good)).isFalse();
        assertThat(algorithm.verifies(pair.getPublic(), "something else".getBytes(StandardCharsets.UTF_8), good))
                .isFalse();
        for (int i = 0; i < good.length; i += 7) {
            byte[] changed = good.clone();
            changed[i] ^= 1;
            assertThat(algorithm.verifies(pair.getPublic(), SIGNED, changed)).isFalse();
        }
        assertThat(algorithm.verifies(pair.getPublic(), SIGNED, new byte[good.length]))
                .as("r = s = 0, which Java once took")
                .isFalse();
        byte[] shorter = java.util.Arrays.copyOf(good, good.length - 1);
        assertThat(algorithm.verifies(pair.getPublic(), SIGNED, shorter)).isFalse();
    }
}
