package dev.parley.server.config;

/// The least that is logged.
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    NONE
}
