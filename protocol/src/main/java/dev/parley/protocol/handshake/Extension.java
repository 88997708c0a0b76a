package dev.parley.protocol.handshake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One extension that is offered or agreed on, with its parameters in their order (RFC 6455 section 9.1).
public record Extension(String name, List<Parameter> parameters) {

    public Extension {
        if (!FieldScanner.isToken(name)) {
            throw new IllegalArgumentException("not an extension's name: " + name);
        }
        parameters = List.copyOf(parameters);
    }

    /// A parameter; its value is a token, or null when it has none.
    public record Parameter(String name, @Nullable String value) {
        public Parameter {
            if (!FieldScanner.isToken(name) || (value != null && !FieldScanner.isToken(value))) {
                throw new IllegalArgumentException("not an extension's parameter: " + name + "=" + value);
            }
        }
    }
}
