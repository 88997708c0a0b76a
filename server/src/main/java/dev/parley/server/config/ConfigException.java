package dev.parley.server.config;

import java.util.List;

/// The configuration can't be used. The message has one line for each problem, and each says where and what to do.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
