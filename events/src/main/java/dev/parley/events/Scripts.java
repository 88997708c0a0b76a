package dev.parley.events;

import dev.parley.redis.Script;

/// What is done in Redis in one step.
final class Scripts {

    static final Script ADD = Script.of(Scripts.class, "add.lua");
    static final Script FRONT = Script.of(Scripts.class, "front.lua");
    static final Script TAKE = Script.of(Scripts.class, "take.lua");
    static final Script COUNT = Script.of(Scripts.class, "count.lua");
    static final Script LEASE = Script.of(Scripts.class, "lease.lua");
    static final Script RELEASE = Script.of(Scripts.class, "release.lua");
    static final Script ATTEND = Script.of(Scripts.class, "attend.lua");
    static final Script BURY = Script.of(Scripts.class, "bury.lua");
    static final Script FINISH = Script.of(Scripts.class, "finish.lua");

    private Scripts() {}
}
