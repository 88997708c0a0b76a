package dev.parley.house;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The rows of `docs/house.md`: each module of Java code, which of ours it may see, and which packages of others.
enum Module {
    PROTOCOL(List.of()),
    NET(List.of(), "io.netty..", "org.slf4j.."),
    WEBSOCKET(List.of(PROTOCOL, NET), "org.slf4j.."),
    HUB(List.of(), "org.slf4j.."),
    ENGINE_SQLITE("dev.parley.engine.sqlite..", List.of(HUB), "org.slf4j..", "org.sqlite.."),
    REDIS("dev.parley.redis..", List.of(HUB), "org.slf4j..", "io.lettuce.core.."),
    ENGINE_REDIS("dev.parley.engine.redis..", List.of(HUB, REDIS), "org.slf4j..", "io.lettuce.core.."),
    STORE(List.of(), "org.slf4j..", "org.sqlite.."),
    AUTH(
            List.of(HUB, STORE, REDIS),
            "org.slf4j..",
            "io.lettuce.core..",
            "com.nimbusds..",
            "org.conscrypt..",
            "tools.jackson..",
            "com.fasterxml.jackson.annotation.."),
    EVENTS(List.of(HUB, STORE, REDIS), "org.slf4j..", "io.lettuce.core..", "tools.jackson.."),
    CHAT(
            List.of(HUB),
            "org.slf4j..",
            "tools.jackson..",
            "com.zaxxer.hikari..",
            "com.ibm.icu..",
            "com.twelvemonkeys..",
            "software.amazon.awssdk..",
            "org.sqlite..",
            "org.postgresql..",
            "org.mariadb.jdbc.."),
    DIALECTS(List.of(HUB), "org.slf4j..", "tools.jackson.."),
    EMBED(List.of(PROTOCOL, NET, WEBSOCKET, HUB, ENGINE_SQLITE, DIALECTS), "org.slf4j.."),
    WEB(List.of()),
    SERVER(
            List.of(
                    PROTOCOL,
                    NET,
                    WEBSOCKET,
                    HUB,
                    ENGINE_SQLITE,
                    REDIS,
                    ENGINE_REDIS,
                    STORE,
                    AUTH,
                    EVENTS,
                    CHAT,
                    DIALECTS,
                    EMBED,
                    WEB),
            "org.slf4j..",
            "io.micrometer..",
            "org.snakeyaml.engine..",
            "tools.jackson.."),
    CLI(
            List.of(
                    PROTOCOL,
                    NET,
                    WEBSOCKET,
                    HUB,
                    ENGINE_SQLITE,
                    STORE,
                    AUTH,
                    EVENTS,
                    CHAT,
                    DIALECTS,
                    EMBED,
                    WEB,
                    SERVER),
            "org.slf4j..",
            "ch.qos.logback..",
            "picocli..",
            "tools.jackson..",
            "org.jline..",
            "io.github.centrifugal.."),
    EXAMPLES(List.of(PROTOCOL, NET, WEBSOCKET), "tools.jackson..");

    /// What everybody sees.
    private static final List<String> THE_JDK = List.of("java..", "javax..", "jdk..", "org.jspecify.annotations..");

    private final String packages;
    private final List<Module> ours;
    private final List<String> others;

    Module(List<Module> ours, String... others) {
        this.packages = "dev.parley." + name().toLowerCase(Locale.ROOT) + "..";
        this.ours = ours;
        this.others = List.of(others);
    }

    Module(String packages, List<Module> ours, String... others) {
        this.packages = packages;
        this.ours = ours;
        this.others = List.of(others);
    }

    /// Its own packages, in ArchUnit's notation.
    String packages() {
        return packages;
    }

    /// All packages that its classes may use, itself included.
    String[] mayUse() {
        return Stream.of(Stream.of(packages()), ours.stream().map(Module::packages), others.stream(), THE_JDK.stream())
                .flatMap(packages -> packages)
                .toArray(String[]::new);
    }

    static String[] allPackages() {
        return Arrays.stream(values()).map(Module::packages).toArray(String[]::new);
    }
}
