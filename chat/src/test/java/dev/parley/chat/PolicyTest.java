package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Policy.Act;
import dev.parley.chat.Policy.Form;
import dev.parley.chat.Policy.Rank;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTest {

    @ParameterizedTest
    @EnumSource
    void everyActIsDecidedForEveryForm(Act act) {
        for (Form form : Form.values()) {
            assertThat(act.least(form)).as(act + " " + form).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoMayMoreMayAllThatOthersMay(Act act) {
        for (Form form : Form.values()) {
            boolean might = false;
            for (Rank rank : EnumSet.range(Rank.OUTSIDER, Rank.SITE_OWNER)) {
                boolean may = Policy.refuses(act, form, rank, true) == null;
                assertThat(may || !might).as(act + " " + form + " " + rank).isTrue();
                might = may;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatStrangersMayNotSeeIsNotThere(Form form) {
        if (Policy.refuses(Act.SEE, form, Rank.OUTSIDER, false) != null) {
            for (Act act : Act.values()) {
                assertThat(Policy.refuses(act, form, Rank.OUTSIDER, false))
                        .as(act.name())
                        .isEqualTo(ChatError.NO_SUCH_ROOM);
            }
        }
    }

    @Test
    void onlyPublicRoomsAndAnnouncementsAreForStrangers() {
        assertThat(EnumSet.allOf(Form.class))
                .filteredOn(form -> Policy.refuses(Act.ENTER, form, Rank.OUTSIDER, false) == null)
                .containsExactlyInAnyOrder(Form.PUBLIC, Form.ANNOUNCEMENT);
    }

    @Test
    void whoIsNotInReadsNothingWhateverTheirRank() {
        for (Form form : Form.values()) {
            assertThat(Policy.refuses(Act.READ, form, Rank.SITE_OWNER, false)).isNotNull();
            assertThat(Policy.refuses(Act.WRITE, form, Rank.SITE_OWNER, false)).isNotNull();
        }
    }

    @Test
    void inATalkOfTwoNobodyIsAboveTheOther() {
        for (Act act : EnumSet.of(
                Act.EDIT_OTHERS,
                Act.CHANGE,
                Act.RETAIN,
                Act.INVITE,
                Act.LINK,
                Act.ROLE,
                Act.MUTE,
                Act.BAN,
                Act.REMOVE)) {
            assertThat(Policy.refuses(act, Form.PAIR, Rank.OWNER, true))
                    .as(act.name())
                    .isEqualTo(ChatError.NOT_ALLOWED);
        }
    }

    @Test
    void nobodyIsAboveThemselvesOrTheirEquals() {
        for (Rank one : Rank.values()) {
            assertThat(Policy.isAbove(one, one)).isFalse();
        }
        assertThat(Policy.isAbove(Rank.MODERATOR, Rank.MEMBER)).isTrue();
        assertThat(Policy.isAbove(Rank.MODERATOR, Rank.OWNER)).isFalse();
    }
}
