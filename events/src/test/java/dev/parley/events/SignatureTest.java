package dev.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignatureTest {

    private static final byte[] BODY = "{\"events\":[]}".getBytes(StandardCharsets.UTF_8);

    @Test
    void itIsTheHmacThatEveryOtherLanguageComputes() {
        // printf '1790000000.{"events":[]}' | openssl dgst -sha256 -hmac 'a secret'
        assertThat(Signature.of("a secret", 1_790_000_000, BODY))
                .isEqualTo("v1=de1f0818575f303849ec7baef8ff91bcac37f90208b736b2f981469fabbf9072");
    }

    @Test
    void anotherSecretTimeOrBodyIsNotGenuine() {
        String good = Signature.of("a secret", 1_790_000_000, BODY);

        assertThat(Signature.verify("a secret", 1_790_000_000, BODY, good)).isTrue();
        assertThat(Signature.verify("another", 1_790_000_000, BODY, good)).isFalse();
        assertThat(Signature.verify("a secret", 1_790_000_001, BODY, good)).isFalse();
        assertThat(Signature.verify("a secret", 1_790_000_000, new byte[0], good))
                .isFalse();
        assertThat(Signature.verify("a secret", 1_790_000_000, BODY, "v1=")).isFalse();
    }
}
