package dev.parley.engine.redis;

import dev.parley.hub.ChannelName;

/// What a channel's things are called. All of one channel have its name in braces, so a Cluster keeps them in one slot.
record Keys(byte[] meta, byte[] log, byte[] present, String key, String ears) {

    static Keys of(String prefix, ChannelName channel) {
        String tag = prefix + ":{" + channel.value() + "}:";
        return new Keys(
                Script.bytes(tag + "meta"),
                Script.bytes(tag + "log"),
                Script.bytes(tag + "here"),
                tag + "key:",
                prefix + ":ch:" + channel.value());
    }
}
