package dev.parley.server.config;

/// Where a value was written. The text form begins every message about it.
public sealed interface Source {

    /// Nobody set it.
    record Default() implements Source {
        @Override
        public String toString() {
            return "default";
        }
    }

    /// @param file as the owner named it
    /// @param line from 1
    record File(String file, int line) implements Source {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    record Variable(String name) implements Source {
        @Override
        public String toString() {
            return name;
        }
    }

    record Flag(String name) implements Source {
        @Override
        public String toString() {
            return name;
        }
    }
}
