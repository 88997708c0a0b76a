package dev.parley.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.auth.token.TokenOptions.Expect;
import dev.parley.auth.token.TokenOptions.Hmac;
import dev.parley.auth.token.TokenOptions.PublicKeys;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenOptionsTest {

    private static final TokenOptions WITH_TENANT =
            TokenOptions.NONE.withIssuer(Expect.matching("https://id\\.example/(?<tenant>.+)"));

    @Test
    void secretsAreNotEmptyAndNotWhatOthersKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hmac(""))
                .withMessageContaining("hmac_secret_key can't be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hmac("s", "", 0))
                .withMessageContaining("hmac_previous_secret_key can't be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hmac("s", "t", -1))
                .withMessageContaining("hmac_previous_secret_key_valid_until");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hmac(TestKeys.publicPem(TestKeys.RSA)))
                .withMessageContaining("hmac_secret_key is the text of a key");
    }

    @Test
    void secretsAreNotPrinted() {
        TokenOptions options = TokenOptions.NONE.withHmac(new Hmac("s3cret", "0ther", 0));

        assertThat(options.toString()).doesNotContain("s3cret", "0ther");
    }

    @Test
    void keysAreOfTheTypeOfTheirOption() {
        String rsa = TestKeys.publicPem(TestKeys.RSA);
        String ec = TestKeys.publicPem(TestKeys.P256);
        String ed = TestKeys.publicPem(TestKeys.ED25519);

        for (String other : List.of(ec, ed)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PublicKeys(other, null, null))
                    .withMessageStartingWith("rsa_public_key ");
        }
        for (String other : List.of(rsa, ed, TestKeys.publicPem(TestKeys.generate("X25519")))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PublicKeys(null, other, null))
                    .withMessageStartingWith("ecdsa_public_key ");
        }
        for (String other : List.of(rsa, ec, TestKeys.publicPem(TestKeys.generate("Ed448")))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PublicKeys(null, null, other))
                    .withMessageStartingWith("ed25519_public_key ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no pem",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN SOMETHING-----\nAAAA\n-----END SOMETHING-----"
            })
    void whatIsNoPublicKeyIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublicKeys(text, null, null))
                .withMessageStartingWith("rsa_public_key ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublicKeys(null, text, null))
                .withMessageStartingWith("ecdsa_public_key ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublicKeys(null, null, text))
                .withMessageStartingWith("ed25519_public_key ");
    }

    @Test
    void aPrivateKeyIsTurnedAway() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublicKeys(TestKeys.privatePem(TestKeys.RSA), null, null))
                .withMessageContaining("private key");
    }

    @Test
    void anOldFormOfKeysIsNamedWithWhatToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublicKeys(
                        "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----", null, null))
                .withMessageContaining("openssl rsa -RSAPublicKey_in");
    }

    @Test
    void weakRsaKeysAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PublicKeys(TestKeys.publicPem(TestKeys.rsa(1024)), null, null))
                .withMessageContaining("1024 bits");
    }

    @Test
    void keysMayHaveWindowsLineEnds() {
        String pem = TestKeys.publicPem(TestKeys.RSA).replace("\n", "\r\n");

        assertThat(new PublicKeys(pem, null, null).rsa()).isEqualTo(pem);
    }

    @Test
    void aClaimIsExpectedInOneWay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenOptions.NONE.withAudience(new Expect("a", "b")))
                .withMessage("give audience or audience_regex, not both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenOptions.NONE.withIssuer(new Expect("a", "b")))
                .withMessage("give issuer or issuer_regex, not both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenOptions.NONE.withIssuer(Expect.exactly("")))
                .withMessageContaining("issuer can't be empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenOptions.NONE.withIssuer(Expect.matching("(")))
                .withMessageContaining("issuer_regex is no regular expression");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "keys",
                "/keys",
                "ftp://id.example/keys",
                "file:///etc/keys",
                "https://",
                "https:///keys",
                "https://user:password@id.example/keys",
                "https://id.example/keys#x",
                "https://id.example/a b",
                "https://id.example/{{tenant}",
                "https://id.example/{tenant}"
            })
    void addressesOfKeySetsAreWhole(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WITH_TENANT.withJwksPublicEndpoints(List.of(address)))
                .withMessageStartingWith("jwks_public_endpoint ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{tenant}}",
                "{{tenant}}://id.example/keys",
                "https://{{tenant}}/keys",
                "https://{{tenant}}.id.example/keys",
                "https://id.example{{tenant}}/keys",
                "https://id.example:{{tenant}}/keys",
                "https://id.example{{tenant}}",
                "https://user:{{tenant}}@id.example/keys",
                "https:{{tenant}}/id.example/keys"
            })
    void placeholdersStandBehindTheHost(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WITH_TENANT.withJwksPublicEndpoints(List.of(address)))
                .withMessageContaining("placeholder in its scheme, host or port");
    }

    @Test
    void placeholdersHaveAGroup() {
        assertThat(WITH_TENANT
                        .withJwksPublicEndpoints(List.of("https://id.example/{{tenant}}/keys?t={{tenant}}"))
                        .jwksPublicEndpoints())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WITH_TENANT.withJwksPublicEndpoints(List.of("https://id.example/{{other}}/keys")))
                .withMessageContaining("{{other}}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WITH_TENANT.withAudience(Expect.matching("(?<tenant>.*)")))
                .withMessageContaining("both have a group named tenant");
    }

    @Test
    void otherLimitsHold() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenOptions.NONE.withUserIdClaim(""));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenOptions.NONE.withClockSkew(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenOptions.NONE.withClockSkew(Duration.ofSeconds(601)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TokenOptions.NONE.withJwksPublicEndpoints(Collections.nCopies(17, "https://id.example/keys")));
    }
}
