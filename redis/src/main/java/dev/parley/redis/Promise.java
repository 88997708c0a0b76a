package dev.parley.redis;

/// What a publish that Redis has acknowledged survives, by how it keeps its data.
public enum Promise {
    KILL("an acknowledged publish survives a kill of Redis (appendfsync always)"),
    LAST_SECOND(
            "a kill of Redis may take back the last second; clients are told (appendfsync everysec: set it to always "
                    + "to lose nothing)"),
    SYSTEM("a kill of Redis takes nothing back, a crash of its machine may; clients are told (appendfsync no)"),
    SNAPSHOT(
            "a restart of Redis takes back what came after its last snapshot; clients are told (set appendonly yes and "
                    + "appendfsync always to lose nothing)"),
    NOTHING(
            "a restart of Redis forgets everything; clients are told (set appendonly yes and appendfsync always to lose "
                    + "nothing)"),
    UNKNOWN("it does not say how it keeps its data, so it is not known what a restart takes back; clients are told");

    private final String sentence;

    Promise(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
