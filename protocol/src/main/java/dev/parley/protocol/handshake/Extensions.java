package dev.parley.protocol.handshake;

import java.util.ArrayList;
import java.util.List;

/// The `Sec-WebSocket-Extensions` header, read and written (RFC 6455 section 9.1).
public final class Extensions {

    static final String HEADER = "Sec-WebSocket-Extensions";

    private Extensions() {}

    /// What the fields list, in order, whatever it is: names and parameters nobody knows, and repeated ones, too.
    ///
    /// @param fields the values of all the fields of that name
    /// @throws MalformedHeaderException when a value does not follow the grammar
    public static List<Extension> parse(List<String> fields) throws MalformedHeaderException {
        return FieldScanner.list(HEADER, fields, Extensions::extension);
    }

    private static Extension extension(FieldScanner scanner) throws MalformedHeaderException {
        String name = scanner.token();
        List<Extension.Parameter> parameters = new ArrayList<>();
        scanner.skipSpace();
        while (scanner.take(';')) {
            scanner.skipSpace();
            parameters.add(parameter(scanner));
            scanner.skipSpace();
        }
        return new Extension(name, parameters);
    }

    private static Extension.Parameter parameter(FieldScanner scanner) throws MalformedHeaderException {
        String name = scanner.token();
        scanner.skipSpace();
        if (!scanner.take('=')) {
            return new Extension.Parameter(name, null);
        }
        scanner.skipSpace();
        return new Extension.Parameter(name, scanner.isAt('"') ? scanner.quotedToken() : scanner.token());
    }

    /// One field's value that lists `extensions`.
    public static String format(List<Extension> extensions) {
        StringBuilder value = new StringBuilder();
        for (Extension extension : extensions) {
            value.append(value.isEmpty() ? "" : ", ").append(extension.name());
            for (Extension.Parameter parameter : extension.parameters()) {
                value.append("; ").append(parameter.name());
                if (parameter.value() != null) {
                    value.append('=').append(parameter.value());
                }
            }
        }
        return value.toString();
    }
}
