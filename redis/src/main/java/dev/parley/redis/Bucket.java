package dev.parley.redis;

import static dev.parley.redis.Script.bytes;

import io.lettuce.core.cluster.SlotHash;

/// A 256th of everything that is kept: what lies in it lies on one Redis, so that one script may touch it.
///
/// Its tag stands in braces in all its keys, which keeps them in one slot of a Cluster. Tags are chosen so that bucket
/// number n lies in the n-th 256th of the slots: a Cluster that has spread its slots evenly has spread the buckets evenly.
public final class Bucket {

    private final int number;
    private final int slot;
    private final String prefix;

    private Bucket(int number, int slot, String prefix) {
        this.number = number;
        this.slot = slot;
        this.prefix = prefix;
    }

    static Bucket[] all(String prefix) {
        Bucket[] all = new Bucket[Redis.BUCKETS];
        int missing = all.length;
        for (int tag = 0; missing > 0; tag++) {
            int slot = SlotHash.getSlot(Integer.toString(tag));
            int number = slot * Redis.BUCKETS / SlotHash.SLOT_COUNT;
            if (all[number] == null) {
                all[number] = new Bucket(number, slot, prefix + ":{" + tag + "}:");
                missing--;
            }
        }
        return all;
    }

    /// 0 to 255.
    public int number() {
        return number;
    }

    /// Its slot in a Cluster.
    int slot() {
        return slot;
    }

    /// What stands in front of all its keys.
    String prefix() {
        return prefix;
    }

    /// The key, or the channel, of that kind and name.
    ///
    /// @param kind without a colon in it
    public byte[] key(String kind, String name) {
        return bytes(prefix + kind + ":" + name);
    }

    @Override
    public String toString() {
        return prefix;
    }
}
