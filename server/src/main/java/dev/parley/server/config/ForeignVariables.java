package dev.parley.server.config;

import java.util.Set;

/// Variables that begin with `PARLEY_` and are no options: what starts the server uses some itself, the site's backend has
/// some of ours (docs/php), and Kubernetes
/// gives every container such variables for each service (`parley`, `parley-redis`) of its namespace.
final class ForeignVariables {

    private static final Set<String> OF_BACKENDS =
            Set.of("PARLEY_URL", "PARLEY_API_KEY", "PARLEY_TOKEN_SECRET", "PARLEY_EVENTS_SECRET", "PARLEY_LINE");

    private ForeignVariables() {}

    static boolean contains(String name, String value) {
        return name.equals(Loader.FILE_VARIABLE)
                || name.equals("PARLEY_HOME")
                || name.equals("PARLEY_BUILT_BY_VERIFY")
                || OF_BACKENDS.contains(name)
                || name.startsWith("PARLEY_JAVA")
                || isOfKubernetes(name, value);
    }

    private static boolean isOfKubernetes(String name, String value) {
        if (name.endsWith("_PORT") || name.contains("_PORT_")) {
            return value.contains("://")
                    || name.contains("_TCP")
                    || name.contains("_UDP")
                    || name.contains("_SERVICE_PORT");
        }
        return name.endsWith("_SERVICE_HOST");
    }
}
