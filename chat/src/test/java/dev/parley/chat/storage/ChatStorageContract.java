package dev.parley.chat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.chat.storage.ChatException.Reason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every storage of the chat keeps to. A new, empty database per test.
abstract class ChatStorageContract {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> TABLES = List.of(
            "chat_rooms",
            "chat_members",
            "chat_messages",
            "chat_reactions",
            "chat_mentions",
            "chat_reads",
            "chat_outbox",
            "chat_grams",
            "chat_audit",
            "chat_files",
            "chat_attachments",
            "chat_reports",
            "chat_talks");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    String url = "";
    ChatStorage storage;

    /// A SELECT of the numbers from 1 to a million, as `n`.
    abstract String aMillion();

    /// The URL of a new database.
    abstract String emptyDatabase() throws Exception;

    @BeforeEach
    void openAnEmptyOne() throws Exception {
        url = emptyDatabase();
        storage = open();
        storage.createRoom("lobby", "The lobby", Room.Kind.PUBLIC, "{}", "olga");
    }

    @AfterEach
    void closeIt() {
        storage.close();
    }

    ChatStorage open() throws ChatException {
        return JdbcChatStorage.open(url, now::get);
    }

    Message send(String author, String text) throws ChatException {
        return send("lobby", author, text);
    }

    private Message send(String room, String author, String text) throws ChatException {
        return storage.send(new Draft(room, author, UUID.randomUUID().toString(), text))
                .message();
    }

    private List<Message> all() throws ChatException {
        return storage.before("lobby", Long.MAX_VALUE, Limits.PAGE, "");
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChatException.class, why -> assertThat(why.reason()).isEqualTo(reason));
    }

    /// Does all of them at once, and gives what they gave.
    static <T> List<T> atOnce(List<Callable<T>> works) throws Exception {
        List<T> outcomes = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> each : threads.invokeAll(works)) {
                outcomes.add(each.get());
            }
        }
        return outcomes;
    }

    // ---- sending

    @Test
    void manyWhoSendAtOnceGetPositionsWithoutGapOrRepetition() throws Exception {
        List<Callable<Sent>> works = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Draft draft = new Draft("lobby", "user" + i % 7, "c" + i, "message " + i);
            // two tabs with the same draft
            works.add(() -> storage.send(draft));
            works.add(() -> storage.send(draft));
        }

        List<Sent> sent = atOnce(works);

        assertThat(sent.stream()
                        .filter(each -> !each.repeated())
                        .map(each -> each.message().position())
                        .sorted())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
        for (int i = 0; i < sent.size(); i += 2) {
            assertThat(sent.get(i).message()).isEqualTo(sent.get(i + 1).message());
            assertThat(sent.get(i).repeated()).isNotEqualTo(sent.get(i + 1).repeated());
        }
        assertThat(storage.unpublished(Limits.PAGE))
                .extracting(event -> event.message().position())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
        assertThat(storage.room("lobby").lastPosition()).isEqualTo(60);
    }

    @Test
    void theSameClientIdGivesTheFirstMessageEvenToOneWhoIsMutedSince() throws Exception {
        Message first = storage.send(new Draft("lobby", "ann", "c1", "hello")).message();
        storage.mute("lobby", "ann", START.plusSeconds(60), "olga");

        Sent again = storage.send(new Draft("lobby", "ann", "c1", "something else"));

        assertThat(again).isEqualTo(new Sent(first, true));
        assertThat(storage.send(new Draft("lobby", "bob", "c1", "mine")).repeated())
                .isFalse();
        assertThat(all()).hasSize(2);
    }

    @Test
    void textIsKeptToTheLetter() throws Exception {
        for (String text :
                List.of("trailing  ", "👩‍👩‍👧 😀", "中文 Привет ß İ", "a\tb\n\"'\\%_;--", "x".repeat(Limits.TEXT))) {
            Message sent = send("ann", text);
            assertThat(storage.message(sent.id(), "").text()).isEqualTo(text);
        }
        assertThat(send("ann", "界".repeat(Limits.TEXT)).text()).hasSize(Limits.TEXT);
    }

    @Test
    void idsThatLookAlikeAreDifferent() throws Exception {
        for (String user : List.of("ann", "Ann", "ann ", "änn")) {
            storage.join("lobby", user, Member.Role.MEMBER);
            assertThat(storage.send(new Draft("lobby", user, "c", "x")).repeated())
                    .isFalse();
        }
        assertThat(storage.members("lobby", "", 10)).extracting(Member::user).hasSize(5);
    }

    @Test
    void timesNeverGoBackWithinARoom() throws Exception {
        send("ann", "later");
        now.set(START.minusSeconds(100));

        assertThat(send("ann", "sooner").time()).isEqualTo(START);
    }

    @Test
    void aReplyIsToAMessageOfTheSameRoom() throws Exception {
        storage.createRoom("other", "Other", Room.Kind.PRIVATE, "", "ann");
        Message there = send("other", "ann", "there");
        Message here = send("ann", "here");

        assertThat(storage.send(new Draft("lobby", "bob", "1", "yes", here.id(), Set.of()))
                        .message()
                        .replyTo())
                .isEqualTo(here.id());
        refused(Reason.NO_SUCH_MESSAGE, () -> storage.send(new Draft("lobby", "bob", "2", "no", there.id(), Set.of())));
        refused(Reason.NO_SUCH_ROOM, () -> send("nowhere", "bob", "no"));
    }

    // ---- changing

    @Test
    void editsAndDeletesSayWhoAndWhenAndLeaveNoFormerText() throws Exception {
        Message sent = storage.send(new Draft("lobby", "ann", "1", "formerly", null, Set.of("bob")))
                .message();
        now.set(START.plusSeconds(5));

        Message edited = storage.edit(sent.id(), "presently", Set.of(), "ann");
        assertThat(edited.text()).isEqualTo("presently");
        assertThat(edited.edited()).isEqualTo(new Message.Act("ann", START.plusSeconds(5)));
        assertThat(dump()).doesNotContain("formerly").contains("presently");

        Message deleted = storage.delete(sent.id(), "olga");
        assertThat(deleted.text()).isEmpty();
        assertThat(deleted.deleted()).isEqualTo(new Message.Act("olga", START.plusSeconds(5)));
        assertThat(dump()).doesNotContain("presently");
        assertThat(storage.audit("lobby", Long.MAX_VALUE, 10))
                .extracting(AuditEntry::act, AuditEntry::by, AuditEntry::subject, AuditEntry::detail)
                .containsExactly(tuple(AuditEntry.Act.DELETE, "olga", "ann", sent.id()));

        refused(Reason.DELETED, () -> storage.edit(sent.id(), "no", Set.of(), "ann"));
        refused(Reason.DELETED, () -> storage.react(sent.id(), "bob", "👍", true));
        refused(Reason.NO_SUCH_MESSAGE, () -> storage.edit("none", "no", Set.of(), "ann"));
        assertThat(storage.delete(sent.id(), "ann")).isEqualTo(deleted);
    }

    @Test
    void reactionsAreCountedOncePerPersonAndTakenBack() throws Exception {
        Message sent = send("ann", "good news");
        send("ann", "no news");

        storage.react(sent.id(), "bob", "👍", true);
        storage.react(sent.id(), "bob", "👍", true);
        storage.react(sent.id(), "eve", "👍", true);
        storage.react(sent.id(), "eve", "🎉", true);
        assertThat(storage.before("lobby", 10, 10, "eve").getFirst().reactions())
                .containsExactlyInAnyOrder(new Message.Reaction("👍", 2, true), new Message.Reaction("🎉", 1, true));

        Message after = storage.react(sent.id(), "eve", "🎉", false);
        assertThat(after.reactions()).containsExactly(new Message.Reaction("👍", 2, true));
        assertThat(storage.message(sent.id(), "bob").reactions()).containsExactly(new Message.Reaction("👍", 2, true));
    }

    @Test
    void aMessageHasSoManyDifferentReactionsAndNoMore() throws Exception {
        Message sent = send("ann", "news");
        for (int i = 0; i < Limits.REACTIONS; i++) {
            storage.react(sent.id(), "bob", "r" + i, true);
        }

        refused(Reason.TOO_MANY, () -> storage.react(sent.id(), "bob", "one more", true));
        storage.react(sent.id(), "eve", "r0", true);
    }

    // ---- reading

    @Test
    void pagesGoBackAndForthInTheRoomsOrder() throws Exception {
        for (int i = 1; i <= 9; i++) {
            send("ann", "m" + i);
        }

        assertThat(storage.before("lobby", Long.MAX_VALUE, 3, ""))
                .extracting(Message::position)
                .containsExactly(7L, 8L, 9L);
        assertThat(storage.before("lobby", 7, 3, "")).extracting(Message::text).containsExactly("m4", "m5", "m6");
        assertThat(storage.after("lobby", 7, 3, ""))
                .extracting(Message::position)
                .containsExactly(8L, 9L);
        assertThat(storage.before("lobby", 1, 3, "")).isEmpty();
    }

    @Test
    void aMarkOnlyGoesForwardHoweverManyMoveIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            send("ann", "m" + i);
        }
        List<Callable<Long>> works = new ArrayList<>();
        for (long i = 0; i < 60; i++) {
            long position = i * 7 % 20 + 1;
            works.add(() -> storage.markRead("lobby", "bob", position) - position);
        }

        assertThat(atOnce(works)).allMatch(ahead -> ahead >= 0);
        assertThat(storage.markRead("lobby", "bob", 3)).isEqualTo(20);
        assertThat(storage.markRead("lobby", "eve", 1_000)).isEqualTo(20);
        refused(Reason.NO_SUCH_ROOM, () -> storage.markRead("nowhere", "bob", 3));
    }

    @Test
    void unreadIsWhatOthersHaveSaidBehindTheMark() throws Exception {
        send("ann", "before bob came");
        storage.join("lobby", "bob", Member.Role.MEMBER);
        assertThat(storage.unread("bob")).containsExactly(new Unread("lobby", 1, 1, 0, false, 0));

        storage.createRoom("side", "Side", Room.Kind.INVITATION, "", "bob");
        storage.send(new Draft("lobby", "ann", "1", "hi @bob", null, Set.of("bob")));
        Message gone = send("ann", "oops");
        storage.delete(gone.id(), "ann");
        send("bob", "hello");
        send("ann", "how are you?");
        assertThat(storage.unread("bob"))
                .containsExactly(new Unread("lobby", 1, 5, 2, false, 1), new Unread("side", 0, 0, 0, false, 0));

        storage.markRead("lobby", "bob", 2);
        assertThat(storage.unread("bob").getFirst()).isEqualTo(new Unread("lobby", 2, 5, 1, false, 0));
        storage.leave("lobby", "bob");
        assertThat(storage.unread("bob")).extracting(Unread::room).containsExactly("side");
    }

    @Test
    void searchFindsWordsOfAnyLanguage() throws Exception {
        Message english = send("ann", "The Tutorials of this field end here, in LONDON.");
        Message chinese = send("bob", "我们在中国北京见面吧");
        Message russian = send("eve", "Привет, как дела? Ёлка в Москве.");
        Message apart = send("eve", "中间 国家 北方 京都");

        assertThat(search("tutorial")).containsExactly(english.id());
        assertThat(search("london FIELD")).containsExactly(english.id());
        assertThat(search("london paris")).isEmpty();
        assertThat(search("utorials")).isEmpty();
        assertThat(search("北京")).containsExactly(chinese.id());
        assertThat(search("中国北京")).containsExactly(chinese.id());
        assertThat(search("吧")).containsExactly(chinese.id());
        assertThat(search("国")).containsExactly(apart.id(), chinese.id());
        assertThat(search("ёлка МОСК")).containsExactly(russian.id());
        assertThat(search("Ｌｏｎｄｏｎ")).containsExactly(english.id());
        assertThat(search(" !? ")).isEmpty();
        assertThat(search("%")).isEmpty();

        storage.edit(chinese.id(), "上海", Set.of(), "bob");
        assertThat(search("北京")).isEmpty();
        assertThat(search("上海")).containsExactly(chinese.id());
        storage.delete(english.id(), "ann");
        assertThat(search("london")).isEmpty();
    }

    private List<String> search(String words) throws ChatException {
        return storage.search("lobby", words, Long.MAX_VALUE, 10, "").stream()
                .map(Message::id)
                .toList();
    }

    // ---- people

    @Test
    void whoIsBannedIsOutAndCantComeInOrWriteUntilThen() throws Exception {
        storage.join("lobby", "bob", Member.Role.MEMBER);
        storage.ban("lobby", "bob", START.plusSeconds(60), "olga");

        assertThat(storage.member("lobby", "bob").joined()).isNull();
        refused(Reason.BANNED, () -> storage.join("lobby", "bob", Member.Role.MEMBER));
        refused(Reason.BANNED, () -> send("bob", "x"));
        storage.leave("lobby", "bob");
        refused(Reason.BANNED, () -> storage.join("lobby", "bob", Member.Role.MEMBER));

        now.set(START.plusSeconds(60));
        assertThat(storage.join("lobby", "bob", Member.Role.GUEST).role()).isEqualTo(Member.Role.GUEST);
    }

    @Test
    void whoIsMutedStaysSoWhenLeavingAndComingBack() throws Exception {
        storage.join("lobby", "bob", Member.Role.MEMBER);
        storage.mute("lobby", "bob", START.plusSeconds(60), "olga");
        storage.leave("lobby", "bob");
        storage.join("lobby", "bob", Member.Role.MEMBER);

        refused(Reason.MUTED, () -> send("bob", "x"));
        storage.mute("lobby", "bob", null, "olga");
        send("bob", "at last");
        assertThat(storage.audit("lobby", Long.MAX_VALUE, 10))
                .extracting(AuditEntry::act)
                .containsExactly(AuditEntry.Act.MUTE, AuditEntry.Act.MUTE);
    }

    @Test
    void rolesAreOfThoseWhoAreIn() throws Exception {
        storage.join("lobby", "bob", Member.Role.MEMBER);
        storage.setRole("lobby", "bob", Member.Role.MODERATOR, "olga");

        assertThat(storage.join("lobby", "bob", Member.Role.MEMBER).role()).isEqualTo(Member.Role.MODERATOR);
        refused(Reason.NOT_A_MEMBER, () -> storage.setRole("lobby", "eve", Member.Role.OWNER, "olga"));
        refused(Reason.ROOM_EXISTS, () -> storage.createRoom("lobby", "Again", Room.Kind.PUBLIC, "", "bob"));
        assertThat(storage.changeRoom("lobby", "大厅", "{\"slow\":5}", "olga").name())
                .isEqualTo("大厅");
        assertThat(storage.rooms("", 10)).extracting(Room::id).containsExactly("lobby");
    }

    @Test
    void whoIsTakenOutMayComeBackAndStaysMuted() throws Exception {
        storage.join("lobby", "bob", Member.Role.MODERATOR);
        storage.mute("lobby", "bob", START.plusSeconds(60), "olga");
        storage.remove("lobby", "bob", "olga");

        assertThat(storage.member("lobby", "bob").joined()).isNull();
        refused(Reason.NOT_A_MEMBER, () -> storage.remove("lobby", "bob", "olga"));
        assertThat(storage.join("lobby", "bob", Member.Role.MEMBER).role()).isEqualTo(Member.Role.MEMBER);
        refused(Reason.MUTED, () -> send("bob", "x"));
    }

    @Test
    void aBanOfSomebodyWhoIsInIsARemovalTooAndOneOfAnotherIsNot() throws Exception {
        storage.join("lobby", "bob", Member.Role.MEMBER);
        storage.ban("lobby", "bob", START.plusSeconds(60), "olga");
        storage.ban("lobby", "bob", START.plusSeconds(90), "olga");
        storage.ban("lobby", "eve", START.plusSeconds(60), "olga");

        assertThat(storage.acts(0, 10))
                .extracting(AuditEntry::act, AuditEntry::subject)
                .containsExactly(
                        tuple(AuditEntry.Act.REMOVE, "bob"),
                        tuple(AuditEntry.Act.BAN, "bob"),
                        tuple(AuditEntry.Act.BAN, "bob"),
                        tuple(AuditEntry.Act.BAN, "eve"));
    }

    @Test
    void moderatorsAreTheOwnersAndModeratorsWhoAreIn() throws Exception {
        for (String user : List.of("ann", "bob", "max")) {
            storage.join("lobby", user, Member.Role.MODERATOR);
        }
        storage.join("lobby", "carl", Member.Role.MEMBER);
        storage.setRole("lobby", "ann", Member.Role.MEMBER, "olga");
        storage.leave("lobby", "bob");

        assertThat(storage.moderators("lobby")).containsExactly("max", "olga");
    }

    @Test
    void whatWasDoneIsReadInOrderFromBehindAnyPlace() throws Exception {
        storage.createRoom("other", "Other", Room.Kind.PRIVATE, "", "olga");
        storage.join("lobby", "bob", Member.Role.MEMBER);
        storage.setRole("lobby", "bob", Member.Role.MODERATOR, "olga");
        storage.mute("other", "bob", START.plusSeconds(60), "olga");
        storage.remove("lobby", "bob", "operator:root");
        storage.ban("other", "bob", null, "olga");

        List<AuditEntry> all = storage.acts(0, 10);
        assertThat(all)
                .extracting(AuditEntry::act, AuditEntry::room, AuditEntry::by)
                .containsExactly(
                        tuple(AuditEntry.Act.ROLE, "lobby", "olga"),
                        tuple(AuditEntry.Act.MUTE, "other", "olga"),
                        tuple(AuditEntry.Act.REMOVE, "lobby", "operator:root"),
                        tuple(AuditEntry.Act.BAN, "other", "olga"));
        assertThat(storage.acts(all.get(1).sequence(), 10)).isEqualTo(all.subList(2, 4));
        assertThat(storage.acts(0, 1)).isEqualTo(all.subList(0, 1));
        assertThat(storage.audit(null, Long.MAX_VALUE, 10)).isEqualTo(all.reversed());
        assertThat(storage.audit("lobby", Long.MAX_VALUE, 10)).containsExactly(all.get(2), all.get(0));
    }

    // ---- reports

    @Test
    void aReportIsThereOncePerPersonUntilSomebodyHasDealtWithIt() throws Exception {
        Message bad = send("ann", "rude words");
        Report first = storage.report(bad.id(), "bob", "rude");
        assertThat(storage.report(bad.id(), "bob", "still rude")).isEqualTo(first);
        Report second = storage.report(bad.id(), "eve", "");
        assertThat(first.message().text()).isEqualTo("rude words");
        assertThat(storage.reports("lobby", Long.MAX_VALUE, 10)).containsExactly(second, first);
        assertThat(storage.reports("lobby", second.id(), 10)).containsExactly(first);
        assertThat(storage.reports(null, Long.MAX_VALUE, 10)).hasSize(2);
        assertThat(storage.reports("other", Long.MAX_VALUE, 10)).isEmpty();

        now.set(START.plusSeconds(5));
        Report resolved = storage.resolve(first.id(), "olga");

        assertThat(resolved.resolved()).isEqualTo(new Message.Act("olga", START.plusSeconds(5)));
        assertThat(storage.resolve(first.id(), "max")).isEqualTo(resolved);
        assertThat(storage.report(second.id()).resolved()).isNotNull();
        assertThat(storage.reportCount("lobby")).isZero();
        assertThat(storage.audit("lobby", Long.MAX_VALUE, 10))
                .extracting(AuditEntry::act, AuditEntry::subject, AuditEntry::detail)
                .containsExactly(tuple(AuditEntry.Act.RESOLVE, "ann", bad.id()));
        refused(Reason.NO_SUCH_REPORT, () -> storage.resolve(12345, "olga"));
        refused(Reason.NO_SUCH_MESSAGE, () -> storage.report("nothing", "bob", ""));
    }

    @Test
    void deletingAMessageDealsWithItsReports() throws Exception {
        Message bad = send("ann", "rude words");
        Report report = storage.report(bad.id(), "bob", "");
        storage.delete(bad.id(), "olga");

        assertThat(storage.report(report.id()).resolved().by()).isEqualTo("olga");
        assertThat(storage.reportCount("lobby")).isZero();
        refused(Reason.DELETED, () -> storage.report(bad.id(), "eve", ""));
    }

    @Test
    void onePersonCantFillTheReports() throws Exception {
        Report first = storage.report(send("ann", "m").id(), "bob", "");
        for (int i = 1; i < Limits.REPORTS; i++) {
            storage.report(send("ann", "m" + i).id(), "bob", "");
        }
        Message last = send("ann", "last");
        refused(Reason.TOO_MANY, () -> storage.report(last.id(), "bob", ""));

        storage.resolve(first.id(), "olga");
        storage.report(last.id(), "bob", "");
    }

    @Test
    void reportsAreErasedWithWhoWroteThemAndForgottenWithTheirMessage() throws Exception {
        Message byAnn = send("ann", "m");
        storage.report(byAnn.id(), "bob", "confidential reason");
        storage.report(send("bob", "m").id(), "ann", "classified reason");
        storage.report(send("carl", "m").id(), "ann", "secret reason");
        storage.report(send("carl", "m").id(), "eve", "kept reason");

        storage.erase("ann", "olga");

        assertThat(dump())
                .doesNotContain("confidential", "classified", "secret")
                .contains("kept reason");
        now.set(START.plus(Duration.ofDays(8)));
        storage.forget("lobby", now.get());
        assertThat(dump()).doesNotContain("kept reason");
    }

    // ---- support

    @Test
    void aVisitorHasOneOpenTalkHoweverOftenAtOnceTheyAsk() throws Exception {
        List<Callable<Talk>> works = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String room = "support-" + i;
            works.add(() -> storage.openTalk("vera", room, "vera"));
        }

        Talk talk = atOnce(works).stream().distinct().reduce((_, _) -> null).orElse(null);

        assertThat(talk).isNotNull();
        assertThat(talk.operator()).isNull();
        assertThat(storage.talk(talk.room())).isEqualTo(talk);
        assertThat(storage.talk("lobby")).isNull();
        assertThat(storage.room(talk.room()).kind()).isEqualTo(Room.Kind.SUPPORT);
        assertThat(storage.members(talk.room(), "", 10))
                .extracting(Member::user)
                .containsExactly("vera");
        assertThat(storage.openTalk("walt", "support-w", "walt").room()).isEqualTo("support-w");
    }

    @Test
    void aTalkIsTakenByExactlyOneOperator() throws Exception {
        Talk talk = storage.openTalk("vera", "support-1", "vera");
        List<Callable<Boolean>> works = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String operator = "op" + i;
            works.add(() -> {
                try {
                    return storage.take(talk.room(), operator).operator().equals(operator);
                } catch (ChatException taken) {
                    assertThat(taken.reason()).isEqualTo(Reason.TAKEN);
                    return false;
                }
            });
        }

        assertThat(atOnce(works)).filteredOn(won -> won).hasSize(1);

        Talk taken = storage.talk(talk.room());
        assertThat(storage.member(talk.room(), taken.operator()).role()).isEqualTo(Member.Role.MODERATOR);
        assertThat(storage.members(talk.room(), "", 10)).hasSize(2);
        assertThat(storage.take(talk.room(), taken.operator())).isEqualTo(taken);
        assertThat(storage.audit(talk.room(), Long.MAX_VALUE, 10))
                .extracting(AuditEntry::act, AuditEntry::subject)
                .containsExactly(tuple(AuditEntry.Act.TAKE, "vera"));
        refused(Reason.NO_SUCH_ROOM, () -> storage.take("lobby", "op1"));
    }

    @Test
    void theQueueHasOpenTalksInWhichSomethingWasSaidTheOldestFirst() throws Exception {
        storage.openTalk("vera", "support-v", "vera");
        now.set(START.plusSeconds(1));
        storage.openTalk("walt", "support-a", "walt");
        storage.openTalk("mute", "support-m", "mute");
        send("support-a", "walt", "hello?");
        send("support-v", "vera", "I need help");
        Message last = send("support-v", "vera", "please");

        assertThat(storage.waitingTalks(10))
                .extracting(
                        waiting -> waiting.talk().visitor(),
                        waiting -> waiting.last().text())
                .containsExactly(tuple("vera", "please"), tuple("walt", "hello?"));
        assertThat(storage.waitingTalks(1).getFirst().last()).isEqualTo(last);
        assertThat(storage.waitingCount()).isEqualTo(2);

        storage.take("support-v", "op1");
        storage.closeTalk("support-a", "walt");
        assertThat(storage.waitingTalks(10)).isEmpty();
        assertThat(storage.waitingCount()).isZero();
    }

    @Test
    void talksInWhichNobodyEverSpokeAreDroppedInTheEnd() throws Exception {
        storage.openTalk("vera", "support-v", "vera");
        storage.openTalk("walt", "support-w", "walt");
        send("support-w", "walt", "hello?");
        now.set(START.plusSeconds(60));
        storage.openTalk("xena", "support-x", "xena");

        assertThat(storage.dropSilentTalks(START.plusSeconds(30))).isEqualTo(1);

        assertThat(storage.room("support-v")).isNull();
        assertThat(storage.unread("vera")).isEmpty();
        assertThat(storage.talk("support-v")).isNull();
        assertThat(storage.talk("support-w")).isNotNull();
        assertThat(storage.talk("support-x")).isNotNull();
        assertThat(storage.openTalk("vera", "support-2", "vera").room()).isEqualTo("support-2");
    }

    @Test
    void whoLeftTheirTalkIsLetBackInAndWhoIsBannedFromItIsNot() throws Exception {
        storage.openTalk("vera", "support-1", "vera");
        storage.leave("support-1", "vera");
        assertThat(storage.openTalk("vera", "support-2", "vera").room()).isEqualTo("support-1");
        assertThat(storage.member("support-1", "vera").joined()).isNotNull();
        storage.ban("support-1", "vera", START.plusSeconds(60), "op1");

        refused(Reason.BANNED, () -> storage.openTalk("vera", "support-2", "vera"));
    }

    @Test
    void aClosedTalkIsOverForEverybodyAndTheNextOneIsNew() throws Exception {
        storage.openTalk("vera", "support-1", "vera");
        send("support-1", "vera", "help");
        storage.take("support-1", "op1");
        Talk closed = storage.closeTalk("support-1", "op1");

        assertThat(closed.open()).isFalse();
        assertThat(storage.closeTalk("support-1", "vera")).isEqualTo(closed);
        assertThat(storage.members("support-1", "", 10)).isEmpty();
        assertThat(storage.unread("vera")).isEmpty();
        refused(Reason.TAKEN, () -> storage.take("support-1", "op2"));
        // who was just sending it keeps it, rather than have it where nobody looks
        refused(Reason.NOT_A_MEMBER, () -> send("support-1", "vera", "one more thing"));
        assertThat(storage.openTalk("vera", "support-2", "vera").room()).isEqualTo("support-2");
        assertThat(storage.before("support-1", Long.MAX_VALUE, 10, "")).hasSize(1);
    }

    @Test
    void aPersonsRoomsComeWithWhatTheyAreThere() throws Exception {
        storage.createRoom("talk", "talk", Room.Kind.PRIVATE, "{}", "ann");
        storage.join("talk", "bob", Member.Role.MEMBER);
        storage.createRoom("news", "News", Room.Kind.ANNOUNCEMENT, "{}", "olga");
        storage.createRoom("club", "Club", Room.Kind.INVITATION, "{}", "olga");
        storage.join("club", "ann", Member.Role.GUEST);
        storage.join("lobby", "ann", Member.Role.MEMBER);
        storage.leave("lobby", "ann");

        assertThat(storage.joined("ann"))
                .extracting(
                        joined -> joined.room().id(), joined -> joined.member().role())
                .containsExactly(tuple("club", Member.Role.GUEST), tuple("talk", Member.Role.OWNER));
        assertThat(storage.companions("ann")).isEqualTo(Map.of("talk", List.of("bob")));
        assertThat(storage.companions("olga")).isEmpty();
        assertThat(storage.openRooms("", 10)).extracting(Room::id).containsExactly("lobby", "news");
        assertThat(storage.roomCount()).isEqualTo(3);
    }

    @Test
    void whatAnAuthorHasSentIsFoundByItsIdAndTime() throws Exception {
        assertThat(storage.lastSent("lobby", "ann")).isNull();
        Message first = storage.send(new Draft("lobby", "ann", "c1", "hello", null, Set.of("bob", "al")))
                .message();
        now.set(START.plusSeconds(5));
        Message second = send("ann", "again");
        send("bob", "and I");

        Message found = storage.sent("lobby", "ann", "c1");
        assertThat(found).isNotNull();
        assertThat(found.id()).isEqualTo(first.id());
        assertThat(found.mentions()).containsExactly("al", "bob");
        assertThat(storage.sent("lobby", "bob", "c1")).isNull();
        assertThat(storage.lastSent("lobby", "ann")).isEqualTo(START.plusSeconds(5));
        assertThat(storage.messages(List.of(second.id(), "none", first.id())))
                .extracting(Message::text)
                .containsExactlyInAnyOrder("again", "hello");
        assertThat(storage.edit(first.id(), "hello!", Set.of(), "ann").mentions())
                .isEmpty();
    }

    // ---- outbox

    @Test
    void whatIsNotPublishedComesAgainInOrderAndWithTheSameKey() throws Exception {
        Message first = send("ann", "one");
        Message second = send("ann", "two");
        storage.edit(first.id(), "one!", Set.of(), "ann");
        List<OutboxEvent> events = storage.unpublished(10);
        assertThat(events)
                .extracting(OutboxEvent::kind)
                .containsExactly(OutboxEvent.Kind.SENT, OutboxEvent.Kind.SENT, OutboxEvent.Kind.EDITED);
        assertThat(events.getFirst().key()).isEqualTo(first.id());
        assertThat(events.getFirst().message().text()).isEqualTo("one!");

        storage.published(List.of(events.getFirst().sequence()));
        storage.close();
        storage = open();

        assertThat(storage.unpublished(10)).isEqualTo(events.subList(1, 3));
        assertThat(storage.unpublished(1)).extracting(OutboxEvent::key).containsExactly(second.id());
        storage.published(events.stream().map(OutboxEvent::sequence).toList());
        assertThat(storage.unpublished(10)).isEmpty();
    }

    // ---- privacy

    @Test
    void erasingAPersonLeavesNoneOfTheirTextsInAnyTable() throws Exception {
        storage.createRoom("other", "Other", Room.Kind.PRIVATE, "", "ann");
        Message one = send("ann", "confidential");
        storage.edit(one.id(), "confidential too 机密", Set.of("bob"), "ann");
        send("other", "ann", "confidential as well");
        Message kept = send("bob", "public");
        storage.react(kept.id(), "ann", "👍", true);
        storage.published(
                storage.unpublished(10).stream().map(OutboxEvent::sequence).toList());
        assertThat(dump()).contains("confidential", "机密", "👍");

        assertThat(storage.erase("ann", "olga")).isEqualTo(2);

        assertThat(dump()).doesNotContain("confidential", "机密", "👍").contains("public");
        assertThat(storage.unpublished(10))
                .extracting(OutboxEvent::kind)
                .containsExactly(OutboxEvent.Kind.DELETED, OutboxEvent.Kind.DELETED, OutboxEvent.Kind.REACTED);
        assertThat(storage.erase("ann", "olga")).isZero();
        assertThat(storage.audit("", Long.MAX_VALUE, 10))
                .extracting(AuditEntry::act)
                .containsExactly(AuditEntry.Act.ERASE, AuditEntry.Act.ERASE);
    }

    @Test
    void erasingWhileEverybodyWritesDisturbsNobody() throws Exception {
        storage.createRoom("other", "Other", Room.Kind.PRIVATE, "", "ann");
        Message kept = send("bob", "kept");
        List<Callable<Object>> works = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            String text = "m" + i;
            boolean on = i % 2 == 0;
            works.add(() -> send("ann", text));
            works.add(() -> send("other", "ann", text));
            works.add(() -> storage.react(kept.id(), "ann", "👍", on));
            works.add(() -> storage.markRead("lobby", "ann", 1));
            works.add(() -> storage.erase("ann", "olga"));
        }
        atOnce(works);

        storage.erase("ann", "olga");
        assertThat(all())
                .filteredOn(message -> message.author().equals("ann"))
                .hasSize(15)
                .allMatch(message -> message.text().isEmpty());
        assertThat(storage.message(kept.id(), "").reactions()).isEmpty();
    }

    @Test
    void anExportHasAllOfAPersonsMessagesOfAllRooms() throws Exception {
        storage.createRoom("a room", "A", Room.Kind.PRIVATE, "", "ann");
        int many = Limits.PAGE + 1;
        for (int i = 0; i < many; i++) {
            send("ann", "m" + i);
        }
        send("a room", "ann", "first");
        send("bob", "not mine");

        List<String> texts = new ArrayList<>();
        assertThat(storage.export("ann", "olga", message -> texts.add(message.text())))
                .isEqualTo(many + 1);
        assertThat(texts).hasSize(many + 1).startsWith("first", "m0", "m1").endsWith("m" + (many - 1));
    }

    @Test
    void oldMessagesAreForgottenWithAllThatBelongsToThem() throws Exception {
        Message old = storage.send(new Draft("lobby", "ann", "1", "antique", null, Set.of("bob")))
                .message();
        storage.react(old.id(), "bob", "👍", true);
        now.set(START.plus(Duration.ofDays(8)));
        Message young = send("ann", "fresh");

        assertThat(storage.forget("lobby", START.plus(Duration.ofDays(1)))).isEqualTo(1);

        assertThat(dump()).doesNotContain("antique", "👍");
        assertThat(all()).extracting(Message::id).containsExactly(young.id());
        assertThat(storage.unpublished(10)).extracting(OutboxEvent::key).containsExactly(young.id());
        assertThat(send("ann", "next").position()).isEqualTo(3);
    }

    // ---- files

    private String upload(String owner, String room, String id) throws ChatException {
        return upload(owner, room, id, "0".repeat(63) + id.charAt(id.length() - 1));
    }

    private String upload(String owner, String room, String id, String hash) throws ChatException {
        Attachment file = new Attachment(id, "holiday " + id, "image/png", 1_000, 640, 480, 0, "", true);
        storage.files().add(new StoredFile(file, owner, room, hash, now.get()));
        return id;
    }

    private Message sendFiles(String author, String text, String... files) throws ChatException {
        String client = UUID.randomUUID().toString();
        return storage.send(new Draft("lobby", author, client, text, null, Set.of(), List.of(files)))
                .message();
    }

    private static List<String> ids(Message message) {
        return message.files().stream().map(Attachment::id).toList();
    }

    @Test
    void filesAreReadWithTheirMessageWhereverItIsRead() throws Exception {
        upload("ann", "lobby", "f1");
        upload("ann", "lobby", "f2");
        Message sent = sendFiles("ann", "see these", "f2", "f1");
        send("bob", "nice");

        assertThat(ids(sent)).containsExactly("f2", "f1");
        assertThat(sent.files().getFirst())
                .isEqualTo(new Attachment("f2", "holiday f2", "image/png", 1_000, 640, 480, 0, "", true));
        List<Message> exported = new ArrayList<>();
        storage.export("ann", "olga", exported::add);
        storage.report(sent.id(), "bob", "");
        assertThat(List.of(
                        storage.message(sent.id(), "bob"),
                        storage.before("lobby", Long.MAX_VALUE, 10, "").getFirst(),
                        storage.after("lobby", 0, 10, "").getFirst(),
                        storage.search("lobby", "these", Long.MAX_VALUE, 10, "").getFirst(),
                        storage.unpublished(10).getFirst().message(),
                        storage.react(sent.id(), "bob", "👍", true),
                        storage.edit(sent.id(), "see those", Set.of(), "ann"),
                        storage.reports("lobby", Long.MAX_VALUE, 10).getFirst().message(),
                        exported.getFirst()))
                .allSatisfy(message -> assertThat(message.files()).isEqualTo(sent.files()));
        assertThat(all().getLast().files()).isEmpty();
    }

    @Test
    void aFileIsSentOnceByItsOwnerWhereItWasUploadedFor() throws Exception {
        storage.createRoom("other", "Other", Room.Kind.PRIVATE, "", "ann");
        upload("ann", "lobby", "f1");
        upload("ann", "other", "f2");

        refused(Reason.NO_SUCH_FILE, () -> sendFiles("bob", "mine", "f1"));
        refused(Reason.NO_SUCH_FILE, () -> sendFiles("ann", "of another room", "f2"));
        refused(Reason.NO_SUCH_FILE, () -> sendFiles("ann", "none", "f1", "f3"));
        assertThat(all()).isEmpty();
        Draft draft = new Draft("lobby", "ann", "c1", "", null, Set.of(), List.of("f1"));
        Sent first = storage.send(draft);
        assertThat(storage.send(draft)).isEqualTo(new Sent(first.message(), true));
        refused(Reason.NO_SUCH_FILE, () -> sendFiles("ann", "again", "f1"));

        assertThatThrownBy(() -> new Draft("lobby", "ann", "c", "", null, Set.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Draft("lobby", "ann", "c", "", null, Set.of(), List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofTwoWhoSendTheSameFileAtOnceOneDoes() throws Exception {
        upload("ann", "lobby", "f1");
        List<Callable<Boolean>> works = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            works.add(() -> {
                try {
                    return !sendFiles("ann", "mine", "f1").files().isEmpty();
                } catch (ChatException refused) {
                    assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_FILE);
                    return false;
                }
            });
        }
        assertThat(atOnce(works)).containsOnlyOnce(true);
        assertThat(all()).hasSize(1);
    }

    @Test
    void anEditTakesFilesOutButLeavesNoEmptyMessage() throws Exception {
        upload("ann", "lobby", "f1");
        upload("ann", "lobby", "f2");
        Message sent = sendFiles("ann", "two", "f1", "f2");

        assertThat(ids(storage.edit(sent.id(), "", Set.of(), Set.of("f1"), "ann")))
                .containsExactly("f2");
        refused(Reason.EMPTY, () -> storage.edit(sent.id(), "", Set.of(), Set.of("f2"), "ann"));

        assertThat(storage.files().file("f1")).isNull();
        assertThat(storage.files().file("f2")).isNotNull();
        refused(Reason.EMPTY, () -> storage.edit(send("ann", "text").id(), "", Set.of(), "ann"));
    }

    @Test
    void whatADeletedMessageCarriedIsGone() throws Exception {
        upload("ann", "lobby", "f1");
        Message sent = sendFiles("ann", "", "f1");

        assertThat(storage.delete(sent.id(), "ann").files()).isEmpty();

        assertThat(storage.files().file("f1")).isNull();
        assertThat(storage.files().dropped(10))
                .extracting(FileCatalog.Dropped::id)
                .containsExactly("f1");
        assertThat(dump()).doesNotContain("holiday");
    }

    @Test
    void anEraseTakesAPersonsFilesTheUnsentOnesToo() throws Exception {
        upload("ann", "lobby", "f1");
        upload("ann", "lobby", "f2");
        upload("bob", "lobby", "f3");
        Message sent = sendFiles("ann", "hello", "f1");
        Message others = sendFiles("bob", "hello", "f3");

        storage.erase("ann", "olga");

        assertThat(storage.message(sent.id(), "").files()).isEmpty();
        assertThat(ids(storage.message(others.id(), ""))).containsExactly("f3");
        assertThat(storage.files().dropped(10))
                .extracting(FileCatalog.Dropped::id)
                .containsExactlyInAnyOrder("f1", "f2");
        assertThat(dump()).doesNotContain("holiday f1", "holiday f2");
        assertThat(storage.files().share("ann")).isEqualTo(new FileCatalog.Share(0, 0));
    }

    @Test
    void forgottenMessagesTakeTheirFilesAlong() throws Exception {
        upload("ann", "lobby", "f1");
        upload("ann", "lobby", "f2");
        sendFiles("ann", "old", "f1");
        now.set(START.plus(Duration.ofDays(8)));
        sendFiles("ann", "young", "f2");

        storage.forget("lobby", START.plus(Duration.ofDays(1)));

        assertThat(storage.files().dropped(10))
                .extracting(FileCatalog.Dropped::id)
                .containsExactly("f1");
        assertThat(ids(all().getFirst())).containsExactly("f2");
    }

    @Test
    void oldFilesExpireAndTheirMessagesAreToldAgain() throws Exception {
        upload("ann", "lobby", "unsent1");
        upload("ann", "lobby", "sent2");
        Message old = sendFiles("ann", "with a picture", "sent2");
        storage.published(
                storage.unpublished(10).stream().map(OutboxEvent::sequence).toList());
        now.set(START.plus(Duration.ofDays(2)));
        upload("ann", "lobby", "unsent3");
        upload("ann", "lobby", "sent4");
        sendFiles("ann", "another", "sent4");
        Instant yesterday = START.plus(Duration.ofDays(1));

        assertThat(storage.files().expire(yesterday, Instant.EPOCH)).isEqualTo(1);
        assertThat(storage.files().file("unsent1")).isNull();
        assertThat(storage.files().expire(yesterday, yesterday)).isEqualTo(1);
        assertThat(storage.files().expire(yesterday, yesterday)).isZero();

        assertThat(storage.message(old.id(), "").files()).isEmpty();
        assertThat(storage.message(old.id(), "").text()).isEqualTo("with a picture");
        assertThat(storage.unpublished(10))
                .extracting(OutboxEvent::kind)
                .containsExactly(OutboxEvent.Kind.SENT, OutboxEvent.Kind.EDITED);
        assertThat(storage.files().file("unsent3")).isNotNull();
        assertThat(ids(all().getLast())).containsExactly("sent4");
        refused(Reason.NO_SUCH_FILE, () -> sendFiles("ann", "too late", "unsent1"));
    }

    @Test
    void aHashIsInUseUntilTheLastOfItsFilesIsDropped() throws Exception {
        String hash = "a".repeat(64);
        upload("ann", "lobby", "f1", hash);
        upload("bob", "lobby", "f2", hash);
        Message first = sendFiles("ann", "", "f1");
        Message second = sendFiles("bob", "", "f2");
        assertThat(storage.files().share("ann")).isEqualTo(new FileCatalog.Share(1_000, 0));

        storage.delete(first.id(), "ann");
        assertThat(storage.files().inUse(hash)).isTrue();
        storage.delete(second.id(), "bob");
        assertThat(storage.files().inUse(hash)).isFalse();
        assertThat(storage.files().dropped(10))
                .hasSize(2)
                .extracting(FileCatalog.Dropped::hash)
                .containsOnly(hash);

        storage.files().forget(List.of("f1", "f2"));
        storage.files().forget(List.of("f1"));
        assertThat(storage.files().dropped(10)).isEmpty();
    }

    @Test
    void erasingAPersonWhoSendsFilesLeavesNoneInAMessage() throws Exception {
        List<Callable<Object>> works = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            String id = upload("ann", "lobby", "f" + i);
            works.add(() -> {
                try {
                    return sendFiles("ann", "m", id);
                } catch (ChatException gone) {
                    assertThat(gone.reason()).isEqualTo(Reason.NO_SUCH_FILE);
                    return gone;
                }
            });
            works.add(() -> storage.erase("ann", "olga"));
        }
        atOnce(works);

        assertThat(all()).allMatch(message -> message.files().isEmpty());
        assertThat(storage.files().dropped(100)).hasSize(15);
    }

    // ---- the database itself

    @Test
    void everythingIsThereAfterOpeningAgain() throws Exception {
        storage.join("lobby", "bob", Member.Role.MODERATOR);
        send("ann", "hello");
        storage.markRead("lobby", "bob", 1);
        List<Message> before = all();
        storage.close();

        storage = open();

        assertThat(all()).isEqualTo(before).hasSize(1);
        assertThat(storage.member("lobby", "bob").role()).isEqualTo(Member.Role.MODERATOR);
        assertThat(storage.unread("bob").getFirst().mark()).isEqualTo(1);
    }

    @Test
    void twoNodesOnOneDatabaseGiveOneOrder() throws Exception {
        List<Callable<Sent>> works = new ArrayList<>();
        try (ChatStorage other = open()) {
            for (int i = 0; i < 20; i++) {
                Draft draft = new Draft("lobby", "ann", "c" + i, "m");
                works.add(() -> storage.send(draft));
                works.add(() -> other.send(draft));
            }
            assertThat(atOnce(works)).filteredOn(sent -> !sent.repeated()).hasSize(20);
        }
        assertThat(all())
                .extracting(Message::position)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    }

    @Test
    void whatWasSentOutlivesAKillAndNothingIsThereByHalves() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sender.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int sent = 0;
        try (var said = process.inputReader()) {
            while (sent < 40) {
                String line = said.readLine();
                assertThat(line).as("what the process says").isNotNull();
                if (line.startsWith("sent ")) {
                    sent = Integer.parseInt(line.substring("sent ".length()));
                }
            }
            // by its handle, so that what it has said can still be read
            process.toHandle().destroyForcibly();
            process.waitFor();
            sent += (int) said.lines().filter(line -> line.startsWith("sent ")).count();
        }

        // waits for the room, should the server still be at what was handed in last
        storage.changeRoom("lobby", "The lobby", "{}", "olga");
        int kept = (int) storage.room("lobby").lastPosition();
        assertThat(kept).isBetween(sent, sent + 1);
        assertThat(all())
                .extracting(Message::clientId)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, kept).mapToObj(i -> "c" + i).toList());
        assertThat(storage.unpublished(Limits.PAGE))
                .extracting(OutboxEvent::message)
                .isEqualTo(all());
        assertThat(storage.search("lobby", "number " + kept, Long.MAX_VALUE, 10, ""))
                .hasSize(1);
        // as a client does that had no answer
        assertThat(storage.send(Sender.draft(sent)).repeated()).isTrue();
        assertThat(storage.send(Sender.draft(sent + 1)).message().position()).isEqualTo(sent + 1);
        assertThat(storage.room("lobby").lastPosition()).isEqualTo(sent + 1);
    }

    @Test
    void nodesThatStartAtOnceMakeTheTablesOnce() throws Exception {
        storage.close();
        url = emptyDatabase();
        List<Callable<ChatStorage>> starts = List.of(this::open, this::open, this::open);
        for (ChatStorage each : atOnce(starts)) {
            each.close();
        }

        storage = open();
        storage.createRoom("lobby", "Lobby", Room.Kind.PUBLIC, "", "olga");
        assertThat(send("ann", "hello").position()).isEqualTo(1);
    }

    @Test
    void tablesOfAnOlderVersionAreBroughtUpToDateAndKeepTheirRows() throws Exception {
        send("ann", "old");
        storage.close();
        JdbcUrl at = JdbcUrl.of(url);
        List<String> next = new ArrayList<>(Migrations.all(at.dialect()));
        next.add("-- a later one\nALTER TABLE chat_rooms ADD COLUMN topic VARCHAR(20);\n"
                + "UPDATE chat_rooms SET topic = 'news';\n");
        Database.open(at, next).close();
        try (Database again = Database.open(at, next)) {
            assertThat(again.<String>read(sql -> sql.first(row -> row.getString(1), "SELECT topic FROM chat_rooms")))
                    .isEqualTo("news");
            assertThat(again.<Long>read(sql -> sql.number(0, "SELECT COUNT(*) FROM chat_messages WHERE body = 'old'")))
                    .isEqualTo(1);
        }

        assertThatThrownBy(this::open).hasMessageContaining("run the newer Parley");
        try (Database again = Database.open(at, next)) {
            again.write(sql -> sql.change("DELETE FROM chat_version WHERE version = ?", next.size()));
        }
        storage = open();
    }

    @Test
    void nothingIsLostWhenTablesOfTheFirstVersionAreBroughtUpToDate() throws Exception {
        storage.close();
        url = emptyDatabase();
        JdbcUrl at = JdbcUrl.of(url);
        try (Database first = Database.open(at, Migrations.all(at.dialect()).subList(0, 1))) {
            first.write(sql -> sql.change("INSERT INTO chat_rooms (id, name, kind, created_at, settings, last_position,"
                    + " last_sent_at) VALUES ('lobby', 'Lobby', 'PUBLIC', 1, '{}', 1, 1)"));
            first.write(
                    sql -> sql.change("INSERT INTO chat_messages (room_id, position, id, author, client_id, sent_at,"
                            + " body) VALUES ('lobby', 1, 'id1', 'ann', 'c1', 1, 'of long ago')"));
        }

        storage = open();

        assertThat(all()).extracting(Message::text).containsExactly("of long ago");
        assertThat(send("ann", "of today").position()).isEqualTo(2);
    }

    @Test
    void aMigrationThatFailsIsDoneAgainByTheNextStart() throws Exception {
        JdbcUrl at = JdbcUrl.of(url);
        List<String> broken = new ArrayList<>(Migrations.all(at.dialect()));
        broken.add("CREATE TABLE IF NOT EXISTS chat_more (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n");
        refused(Reason.UNUSABLE, () -> Database.open(at, broken));

        broken.set(
                broken.size() - 1,
                "CREATE TABLE IF NOT EXISTS chat_more (id INTEGER);\nINSERT INTO chat_more VALUES (1);\n");
        try (Database mended = Database.open(at, broken)) {
            assertThat(mended.<Long>read(sql -> sql.number(0, "SELECT COUNT(*) FROM chat_more")))
                    .isEqualTo(1);
        }
    }

    @Test
    @Tag("slow")
    void aPageOfARoomOfAMillionTakesNoTenMilliseconds() throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO chat_messages (room_id, position, id, author, client_id, sent_at, body)"
                            + " SELECT 'lobby', n, CONCAT('id', n), CONCAT('user', n % 50), CONCAT('c', n), n, 'of usual length'"
                            + " FROM (" + aMillion() + ") numbers");
        }
        storage.before("lobby", 999, 50, "");

        long best = Long.MAX_VALUE;
        for (long position = 1_000_001; position > 1; position -= 50_000) {
            long start = System.nanoTime();
            List<Message> page = storage.before("lobby", position, 50, "ann");
            best = Math.min(best, System.nanoTime() - start);
            assertThat(page).hasSize(50);
            assertThat(page.getLast().position()).isEqualTo(position - 1);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(10));
    }

    /// Everything that is in the tables.
    String dump() throws Exception {
        StringBuilder text = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(url)) {
            for (String table : TABLES) {
                try (var statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            text.append(rows.getString(i)).append('|');
                        }
                        text.append('\n');
                    }
                }
            }
        }
        return text.toString();
    }
}
