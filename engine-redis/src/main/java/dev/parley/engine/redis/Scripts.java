package dev.parley.engine.redis;

import dev.parley.redis.Script;

/// What this engine does in one step.
final class Scripts {

    static final Script PUBLISH = Script.of(Scripts.class, "publish.lua");
    static final Script OPEN = Script.of(Scripts.class, "open.lua");
    static final Script HISTORY = Script.of(Scripts.class, "history.lua");
    static final Script REMOVE = Script.of(Scripts.class, "remove.lua");
    static final Script TOPS = Script.of(Scripts.class, "tops.lua");
    static final Script PRESENT = Script.of(Scripts.class, "present.lua");
    static final Script MINE = Script.of(Scripts.class, "mine.lua");
    static final Script BURY = Script.of(Scripts.class, "bury.lua");

    private Scripts() {}
}
