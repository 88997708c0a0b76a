package dev.parley.chat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.Policy.Form;
import dev.parley.chat.Policy.Rank;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Room;
import org.jspecify.annotations.Nullable;

/// What somebody is in a room.
///
/// @param member null when they are unknown there
/// @param siteOwner whether they are one of the site's owners
public record Standing(
        Room room, RoomSettings settings, @Nullable Member member, boolean siteOwner) {

    public Form form() {
        return Form.of(room.kind(), settings);
    }

    public boolean joined() {
        return member != null && member.joined() != null;
    }

    public Rank rank() {
        if (siteOwner && !form().isTalk()) {
            return Rank.SITE_OWNER;
        }
        Member known = member;
        if (known == null || known.joined() == null) {
            return Rank.OUTSIDER;
        }
        return switch (known.role()) {
            case OWNER -> Rank.OWNER;
            case MODERATOR -> Rank.MODERATOR;
            case MEMBER -> Rank.MEMBER;
            case GUEST -> Rank.GUEST;
        };
    }

    public boolean may(Act act) {
        return Policy.refuses(act, form(), rank(), joined()) == null;
    }

    /// The same standing, where it may do that.
    public Standing require(Act act) throws Refusal {
        ChatError refusal = Policy.refuses(act, form(), rank(), joined());
        if (refusal != null) {
            throw refusal.refusal();
        }
        return this;
    }

    /// The role that others see, or null for who is not in.
    Member.@Nullable Role role() {
        if (!joined()) {
            return null;
        }
        Member known = member;
        return known == null || rank() == Rank.SITE_OWNER ? Member.Role.OWNER : known.role();
    }
}
