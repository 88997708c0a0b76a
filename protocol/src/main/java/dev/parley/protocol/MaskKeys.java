package dev.parley.protocol;

/// Where a client's masking keys come from. They must not be predictable (RFC 6455 section 10.3).
@FunctionalInterface
public interface MaskKeys {
    int next();
}
