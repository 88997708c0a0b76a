package dev.parley.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The live subscriptions of an audience that get the same bytes. On the audience's loop only.
///
/// While a batch is under way ([#begin] to [#finish]) members who leave leave a hole, so that nobody is skipped; who comes
/// then stands behind the batch's end.
final class Section {

    final Encoder encoder;

    @Nullable Subscription[] members = new @Nullable Subscription[2];

    int size;

    int next;
    int end;

    private int holes;
    private boolean busy;

    Section(Encoder encoder) {
        this.encoder = encoder;
    }

    void add(Subscription subscription) {
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        subscription.section = this;
        subscription.index = size;
        members[size++] = subscription;
    }

    void remove(Subscription subscription) {
        int index = subscription.index;
        subscription.section = null;
        if (busy) {
            members[index] = null;
            holes++;
            return;
        }
        Subscription last = members[--size];
        members[size] = null;
        if (last != null && last != subscription) {
            members[index] = last;
            last.index = index;
        }
    }

    /// Offsets begin anew: nobody has anything of what is to come.
    void forgetPositions() {
        for (int i = 0; i < size; i++) {
            Subscription member = members[i];
            if (member != null) {
                member.from = 0;
            }
        }
    }

    void begin() {
        busy = true;
        next = 0;
        end = size;
    }

    void finish() {
        busy = false;
        if (holes == 0) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Subscription member = members[i];
            if (member != null) {
                member.index = kept;
                members[kept++] = member;
            }
        }
        Arrays.fill(members, kept, size, null);
        size = kept;
        holes = 0;
    }
}
