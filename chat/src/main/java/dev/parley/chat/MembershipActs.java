package dev.parley.chat;

import dev.parley.chat.people.Person;
import dev.parley.chat.storage.AuditEntry;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.ChatStorage;
import dev.parley.chat.storage.Member;
import java.time.Instant;
import java.time.InstantSource;

/// What follows from what moderators have done to people: sessions hear what they may, and everybody is told. It looks at how
/// things are by now, so hearing of an act twice, or late, does no harm; and each is told under a key of its own, so that
/// several nodes that hear of it tell it once.
final class MembershipActs implements Acts.Listener {

    private final ChatStorage storage;
    private final Memberships memberships;
    private final Views views;
    private final Tells tells;
    private final InstantSource clock;

    MembershipActs(ChatStorage storage, Memberships memberships, Views views, Tells tells, InstantSource clock) {
        this.storage = storage;
        this.memberships = memberships;
        this.views = views;
        this.tells = tells;
        this.clock = clock;
    }

    @Override
    public void onAct(AuditEntry act) throws ChatException {
        if (!act.act().ofMembership()) {
            return;
        }
        String room = act.room();
        String user = act.subject();
        Tells once = tells.once("act/" + act.sequence());
        boolean in = memberships.agree(room, user);
        Member member = storage.member(room, user);
        switch (act.act()) {
            case REMOVE -> {
                if (!in) {
                    boolean banned = member != null && member.banned(clock.instant());
                    once.left(room, user, banned ? "banned" : "removed");
                    once.member(room, views.person(user), null);
                }
            }
            case ROLE -> {
                if (in && member != null) {
                    Person person = views.person(user);
                    once.role(room, user, member.role());
                    once.member(room, person, member.role());
                }
            }
            case MUTE -> {
                if (in && member != null) {
                    Instant until = member.mutedUntil();
                    once.muted(room, user, member.muted(clock.instant()) ? until : null);
                }
            }
            default -> {} // a ban of one who was in is a removal too
        }
    }
}
