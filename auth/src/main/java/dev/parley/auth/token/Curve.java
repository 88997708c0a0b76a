package dev.parley.auth.token;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;

/// The curves of RFC 7518 section 3.4.
enum Curve {
    P256("secp256r1", 32),
    P384("secp384r1", 48),
    P521("secp521r1", 66);

    /// Of r and of s, each.
    final int bytes;

    /// Java's curve parameters never change, though nothing in their type says so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final ECParameterSpec parameters;

    Curve(String name, int bytes) {
        this.bytes = bytes;
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec(name));
            parameters = named.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no curve " + name, missing);
        }
    }

    /// The curve of a key by all its parameters, or null when it is none of these.
    static @Nullable Curve of(ECKey key) {
        ECParameterSpec its = key.getParams();
        for (Curve curve : values()) {
            ECParameterSpec ours = curve.parameters;
            if (ours.getCurve().equals(its.getCurve())
                    && ours.getGenerator().equals(its.getGenerator())
                    && ours.getOrder().equals(its.getOrder())
                    && ours.getCofactor() == its.getCofactor()) {
                return curve;
            }
        }
        return null;
    }
}
