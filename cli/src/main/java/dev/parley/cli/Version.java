package dev.parley.cli;

/// Our version, as the jar says it.
final class Version {

    private Version() {}

    static String ours() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
