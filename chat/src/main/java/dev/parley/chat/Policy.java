package dev.parley.chat;

import static dev.parley.chat.Policy.Rank.GUEST;
import static dev.parley.chat.Policy.Rank.MODERATOR;
import static dev.parley.chat.Policy.Rank.NOBODY;
import static dev.parley.chat.Policy.Rank.OUTSIDER;
import static dev.parley.chat.Policy.Rank.OWNER;

import dev.parley.chat.storage.Room;
import org.jspecify.annotations.Nullable;

/// Who may do what: one table. For each act and each form of room it says the least rank that may.
///
/// Acts that read or write in a room are for who is in it, whatever their rank: see [Act#inside].
public final class Policy {

    /// What somebody is in a room, the least first.
    public enum Rank {
        /// Not in the room.
        OUTSIDER,
        GUEST,
        MEMBER,
        MODERATOR,
        OWNER,
        /// Owns every room, but for people's talks.
        SITE_OWNER,
        /// Nobody's rank: what nobody may do.
        NOBODY
    }

    /// Rooms as the rules tell them apart.
    public enum Form {
        PUBLIC,
        ANNOUNCEMENT,
        INVITATION,
        /// A talk of three and more.
        GROUP,
        /// A talk of two.
        PAIR,
        /// A visitor's talk with an operator, who is its moderator.
        SUPPORT;

        public static Form of(Room.Kind kind, RoomSettings settings) {
            return switch (kind) {
                case PUBLIC -> PUBLIC;
                case ANNOUNCEMENT -> ANNOUNCEMENT;
                case INVITATION -> INVITATION;
                case PRIVATE -> settings.pair().isEmpty() ? GROUP : PAIR;
                case SUPPORT -> SUPPORT;
            };
        }

        /// Whether the site's owners have no business there.
        boolean isTalk() {
            return this == GROUP || this == PAIR || this == SUPPORT;
        }
    }

    /// What can be done, and by whom: in rooms that are public, for announcements, by invitation; in talks of several, of two,
    /// with an operator.
    public enum Act {
        /// Know that it is there.
        SEE(OUTSIDER, OUTSIDER, GUEST, GUEST, GUEST, GUEST),
        /// Come in without an invitation.
        ENTER(OUTSIDER, OUTSIDER, GUEST, GUEST, GUEST, GUEST),
        /// Read messages, and see who else is a member.
        READ(GUEST, GUEST, GUEST, GUEST, GUEST, GUEST),
        WRITE(GUEST, MODERATOR, GUEST, GUEST, GUEST, GUEST),
        REACT(GUEST, GUEST, GUEST, GUEST, GUEST, GUEST),
        /// Write as often as one likes, whatever the slow mode.
        HURRY(MODERATOR, MODERATOR, MODERATOR, GUEST, GUEST, GUEST),
        /// Edit and delete others' messages.
        EDIT_OTHERS(MODERATOR, MODERATOR, MODERATOR, NOBODY, NOBODY, NOBODY),
        /// Name, topic, slow mode.
        CHANGE(MODERATOR, MODERATOR, MODERATOR, OWNER, NOBODY, NOBODY),
        /// Say how long messages are kept.
        RETAIN(OWNER, OWNER, OWNER, OWNER, NOBODY, NOBODY),
        /// Make somebody a member.
        INVITE(MODERATOR, MODERATOR, MODERATOR, OWNER, NOBODY, MODERATOR),
        /// Have a code that lets people in.
        LINK(MODERATOR, MODERATOR, MODERATOR, NOBODY, NOBODY, NOBODY),
        /// Make somebody a moderator, or an owner, or none.
        ROLE(OWNER, OWNER, OWNER, NOBODY, NOBODY, NOBODY),
        MUTE(MODERATOR, MODERATOR, MODERATOR, NOBODY, NOBODY, MODERATOR),
        BAN(MODERATOR, MODERATOR, MODERATOR, NOBODY, NOBODY, NOBODY),
        /// Take somebody out.
        REMOVE(MODERATOR, MODERATOR, MODERATOR, OWNER, NOBODY, NOBODY),
        /// Read what moderators did, and what was reported.
        AUDIT(MODERATOR, MODERATOR, MODERATOR, NOBODY, NOBODY, MODERATOR);

        @SuppressWarnings("ImmutableEnumChecker") // written here, and never again
        private final Rank[] least;

        Act(Rank... least) {
            this.least = least;
        }

        /// The least rank that may.
        public Rank least(Form form) {
            return least[form.ordinal()];
        }

        /// Whether it is only for those who are in the room.
        public boolean inside() {
            return switch (this) {
                case READ, WRITE, REACT, HURRY -> true;
                default -> false;
            };
        }
    }

    private Policy() {}

    /// Why somebody may not do that, or null.
    ///
    /// @param joined whether they are in the room
    public static @Nullable ChatError refuses(Act act, Form form, Rank rank, boolean joined) {
        if (rank.compareTo(Act.SEE.least(form)) < 0) {
            return ChatError.NO_SUCH_ROOM;
        }
        if (act.inside() && !joined) {
            return ChatError.NOT_HERE;
        }
        if (rank.compareTo(act.least(form)) >= 0) {
            return null;
        }
        if (act == Act.WRITE) {
            return ChatError.READ_ONLY;
        }
        return rank == OUTSIDER ? ChatError.NOT_HERE : ChatError.NOT_ALLOWED;
    }

    /// Whether one may mute, ban, remove or change the role of the other: only those below oneself.
    public static boolean isAbove(Rank one, Rank other) {
        return one.compareTo(other) > 0;
    }
}
