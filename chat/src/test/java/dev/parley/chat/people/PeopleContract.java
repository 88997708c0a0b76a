package dev.parley.chat.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.people.PeopleException.Reason;
import dev.parley.chat.storage.ChatException;
import dev.parley.chat.storage.Draft;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Room;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who is who, on every database. A new, empty one per test.
abstract class PeopleContract {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PASSWORD = "correct horse";
    private static final Duration A_MONTH = Duration.ofDays(30);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final SecureRandom random = new SecureRandom();
    // less work than a real one: many passwords are made here
    private final Passwords passwords = new Passwords(random, 1_000, 2, 32);
    private JdbcChatStorage storage;
    private People people;
    private Accounts accounts;

    /// The URL of a new database.
    abstract String emptyDatabase() throws Exception;

    @BeforeEach
    void openAnEmptyOne() throws Exception {
        storage = JdbcChatStorage.open(emptyDatabase(), now::get);
        people = another();
        accounts = new Accounts(people, passwords);
    }

    /// As another node has it, that knows nothing yet.
    private People another() {
        return new People(storage.database(), now::get, random);
    }

    @AfterEach
    void closeIt() {
        passwords.close();
        storage.close();
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PeopleException.class, why -> assertThat(why.reason()).isEqualTo(reason));
    }

    private Person site(String id, String name) throws ChatException {
        return people.seen(new Person(id, name, null, Person.Kind.SITE));
    }

    private static <T> List<T> atOnce(List<Callable<T>> works) throws Exception {
        List<T> outcomes = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> each : threads.invokeAll(works)) {
                outcomes.add(each.get());
            }
        }
        return outcomes;
    }

    // ---- guests

    @Test
    void aGuestIsTheSameWhenTheyComeBackAndWhenTheyChangeTheirName() throws Exception {
        Person ann = people.enter(null, "  Ann ");
        assertThat(ann.id()).matches("guest:[a-z0-9]{16}");
        assertThat(ann.name()).isEqualTo("Ann");
        assertThat(people.returning(ann.id(), 0)).isEqualTo(ann);

        Person anna = people.enter(ann.id(), "Anna");

        assertThat(anna).isEqualTo(new Person(ann.id(), "Anna", null, Person.Kind.GUEST));
        assertThat(people.person(ann.id())).isEqualTo(anna);
        assertThat(another().person(ann.id())).isEqualTo(anna);
        assertThat(people.enter(null, "Ann").id()).isNotEqualTo(ann.id());
        assertThat(people.returning("guest:unknown", 0)).isNull();
    }

    @Test
    void aBadNameIsRefusedAndChangesNothing() throws Exception {
        Person ann = people.enter(null, "Ann");
        refused(Reason.BAD_NAME, () -> people.enter(ann.id(), "\u200b"));
        assertThat(people.returning(ann.id(), 0)).isEqualTo(ann);
    }

    @Test
    void ofManyWhoWantNamesThatLookTheSameAtOnceOneGetsIt() throws Exception {
        List<String> names =
                List.of("Alice", "alice", "\u0410lice", "AIice", "Alice.", "\uff21lice", "ALICE", "A l i c e");
        List<Callable<Boolean>> works = new ArrayList<>();
        for (String name : names) {
            People node = another();
            works.add(() -> {
                try {
                    return node.enter(null, name).name().equals(PersonNames.normal(name));
                } catch (PeopleException taken) {
                    assertThat(taken.reason()).isEqualTo(Reason.NAME_TAKEN);
                    return false;
                }
            });
        }
        assertThat(atOnce(works)).containsOnlyOnce(true);
    }

    @Test
    void aGuestMayChangeTheCaseOfTheirOwnName() throws Exception {
        Person ann = people.enter(null, "ann");
        assertThat(people.enter(ann.id(), "Ann").name()).isEqualTo("Ann");
    }

    @Test
    void aGuestWhoStaysAwayForAMonthHasTheNameNoLongerToThemselves() throws Exception {
        Person ann = people.enter(null, "Ann");
        pass(A_MONTH.minusSeconds(1));
        refused(Reason.NAME_TAKEN, () -> people.enter(null, "ann"));
        assertThat(people.returning(ann.id(), 0)).isEqualTo(ann);
        pass(A_MONTH.minusSeconds(1));
        refused(Reason.NAME_TAKEN, () -> people.enter(null, "ann"));

        pass(Duration.ofSeconds(1));
        Person other = people.enter(null, "ann");

        assertThat(people.returning(ann.id(), 0)).isNull();
        refused(Reason.NAME_TAKEN, () -> people.enter(ann.id(), "Ann"));
        assertThat(people.enter(ann.id(), "Ann 2").id()).isEqualTo(ann.id());
        assertThat(people.returning(other.id(), 0)).isEqualTo(other);
    }

    @Test
    void aGuestWhoseNameNobodyWantedHasItAgainAfterAMonth() throws Exception {
        Person ann = people.enter(null, "Ann");
        pass(A_MONTH.plusDays(1));
        assertThat(people.returning(ann.id(), 0)).isEqualTo(ann);
        refused(Reason.NAME_TAKEN, () -> people.enter(null, "ann"));
    }

    @Test
    void guestsWhoAreGoneAndHaveLeftNothingBehindAreForgotten() throws Exception {
        Person talked = people.enter(null, "Talked");
        Person silent = people.enter(null, "Silent");
        Person banned = people.enter(null, "Banned");
        storage.createRoom("lobby", "Lobby", Room.Kind.PUBLIC, "{}", "olga");
        for (Person each : List.of(talked, silent, banned)) {
            storage.join("lobby", each.id(), Member.Role.MEMBER);
        }
        storage.send(new Draft("lobby", talked.id(), "c1", "hello"));
        storage.ban("lobby", banned.id(), START.plus(A_MONTH).plusSeconds(60), "olga");
        assertThat(people.sweep()).isZero();
        pass(A_MONTH);
        Person fresh = people.enter(null, "Fresh");

        assertThat(people.sweep()).isEqualTo(1);

        assertThat(people.person(silent.id())).isNull();
        assertThat(storage.member("lobby", silent.id())).isNull();
        assertThat(another().persons(List.of(talked.id(), silent.id(), banned.id(), fresh.id())))
                .containsOnlyKeys(talked.id(), banned.id(), fresh.id());
    }

    // ---- the site's people

    @Test
    void theSitesPeopleAreCalledAsItSaysAlsoTwoOfThemTheSame() throws Exception {
        assertThat(site("42", "Ann").name()).isEqualTo("Ann");
        assertThat(site("43", "Ann").name()).isEqualTo("Ann");
        assertThat(site("44", "\u202eAnn\u200b").name()).isEqualTo("Ann");
        assertThat(site("45", "").name()).isEqualTo("45");
        assertThat(site("42", "Anna").name()).isEqualTo("Anna");
        assertThat(another().persons(List.of("42", "43", "44", "45", "46")).keySet())
                .containsExactlyInAnyOrder("42", "43", "44", "45");
        assertThat(people.returning("42", 0)).isNull();
    }

    @Test
    void aPictureIsAnAddressOrAPathAndNothingElse() throws Exception {
        for (String good : List.of("https://cdn.example/a.png", "/avatars/42.png?s=64")) {
            assertThat(people.seen(new Person("42", "Ann", good, Person.Kind.SITE))
                            .avatar())
                    .isEqualTo(good);
            assertThat(another().person("42").avatar()).isEqualTo(good);
        }
        for (String bad : List.of(
                "javascript:alert(1)",
                "http://cdn.example/a.png",
                "//evil.example/a.png",
                "data:image/svg+xml,x",
                "https://a\"onerror=x",
                "https://a b",
                "https://" + "a".repeat(1_000))) {
            assertThat(people.seen(new Person("42", "Ann", bad, Person.Kind.SITE))
                            .avatar())
                    .isNull();
        }
    }

    @Test
    void theSiteHasNoIdsOfTheChatsOwn() throws Exception {
        Person ann = people.enter(null, "Ann");
        assertThatThrownBy(() -> site(ann.id(), "Bob")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> site("account:x", "Bob")).isInstanceOf(IllegalArgumentException.class);
        assertThat(people.person(ann.id())).isEqualTo(ann);
    }

    @Test
    void aGuestHasToGiveTheirNameToTheSitesPersonAndGetsAnother() throws Exception {
        Person guest = people.enter(null, "\u0410nn");

        Person ann = site("42", "Ann");

        assertThat(ann.name()).isEqualTo("Ann");
        assertThat(people.person(guest.id()).name()).matches("Guest [a-z0-9]{4}");
        assertThat(people.returning(guest.id(), 0).name()).startsWith("Guest ");
        refused(Reason.NAME_TAKEN, () -> people.enter(guest.id(), "Ann"));
        refused(Reason.NAME_TAKEN, () -> accounts.signUp("ann", "Ann", PASSWORD, null));
    }

    @Test
    void whoIsCalledOtherwiseIsToldOfOnce() throws Exception {
        List<Person> told = new ArrayList<>();
        people.onRenamed(told::add);
        Person guest = people.enter(null, "Ann");
        people.enter(guest.id(), "Ann");
        site("42", "Bob");
        site("42", "Bob");
        assertThat(told).isEmpty();

        people.enter(guest.id(), "Anna");
        site("42", "Rob");
        site("43", "Anna");
        Person other = people.enter(null, "Carl");
        accounts.add("carl", "Carl", PASSWORD);

        assertThat(told).extracting(Person::id).containsExactly(guest.id(), "42", guest.id(), other.id());
        assertThat(told).extracting(Person::name).startsWith("Anna", "Rob");
        assertThat(told.get(2)).isEqualTo(people.person(guest.id()));
        assertThat(told.get(3).name()).startsWith("Guest ");
    }

    // ---- looking up

    @Test
    void peopleAreFoundByHowTheirNamesBegin() throws Exception {
        site("1", "Anna");
        site("2", "ann lee");
        site("3", "Bob");
        site("4", "\uff21nton");
        people.enter(null, "Анна");

        assertThat(people.named("AN", 10)).extracting(Person::id).containsExactly("2", "1", "4");
        assertThat(people.named("an", 2)).extracting(Person::id).containsExactly("2", "1");
        assertThat(people.named("а", 10)).extracting(Person::name).containsExactly("Анна");
        assertThat(people.named("%", 10)).isEmpty();
        assertThat(people.named("", 10)).hasSize(5);
    }

    @Test
    void manyAreLookedUpAtOnceAndNobodyIsMadeUp() throws Exception {
        List<String> ids = IntStream.range(0, 1_100).mapToObj(i -> "u" + i).toList();
        for (String id : ids.subList(0, 600)) {
            site(id, "Person " + id);
        }
        Map<String, Person> found = another().persons(ids);
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 600));
        assertThat(found.get("u7").name()).isEqualTo("Person u7");
    }

    // ---- accounts

    @Test
    void whoSignsUpCanSignInWithTheLoginInAnyCaseAndWidth() throws Exception {
        Account made = accounts.signUp("Ann@Example.com", "Ann", PASSWORD, null);
        assertThat(made.person().id()).matches("account:[a-z0-9]{16}");
        assertThat(made.person().kind()).isEqualTo(Person.Kind.ACCOUNT);

        Account in = accounts.signIn(" ANN@example.\uff43om", PASSWORD);

        assertThat(in).isEqualTo(made);
        assertThat(people.returning(in.person().id(), in.generation())).isEqualTo(in.person());
        refused(Reason.WRONG_LOGIN, () -> accounts.signIn("ann@example.com", "Correct horse"));
        refused(Reason.WRONG_LOGIN, () -> accounts.signIn("bob", PASSWORD));
        refused(Reason.LOGIN_TAKEN, () -> accounts.signUp("ANN@EXAMPLE.COM", "Bob", PASSWORD, null));
        assertThat(people.named("bob", 1)).isEmpty();
    }

    @Test
    void loginsAndPasswordsThatCanNotBeAreRefused() {
        for (String login : List.of("", " ", "a b", "a\u200bb", "a\u0000", "a".repeat(65))) {
            refused(Reason.BAD_LOGIN, () -> accounts.signUp(login, "Ann", PASSWORD, null));
        }
        for (String password : List.of("", "1234567", "aaaaaaaaaa", "ANN@EXAMPLE", "a".repeat(257))) {
            refused(Reason.BAD_PASSWORD, () -> accounts.signUp("ann@example", "Ann", password, null));
        }
        refused(Reason.BAD_NAME, () -> accounts.signUp("ann", " ", PASSWORD, null));
    }

    @Test
    void aGuestCantTakeAMembersNameNorAMemberAGuestsButTheirOwn() throws Exception {
        accounts.signUp("ann", "Ann", PASSWORD, null);
        refused(Reason.NAME_TAKEN, () -> people.enter(null, "\u0410nn"));
        Person bob = people.enter(null, "Bob");
        refused(Reason.NAME_TAKEN, () -> accounts.signUp("bob", "bob", PASSWORD, null));

        Account account = accounts.signUp("bob", "Bob", PASSWORD, bob.id());

        assertThat(account.person().name()).isEqualTo("Bob");
        assertThat(people.person(bob.id()).name()).startsWith("Guest ");
        pass(A_MONTH.multipliedBy(24));
        refused(Reason.NAME_TAKEN, () -> people.enter(null, "B0b"));
    }

    @Test
    void anAccountOfTheOwnersTakesTheNameFromAGuestButNotFromAMember() throws Exception {
        Person guest = people.enter(null, "Ann");
        assertThat(accounts.add("ann", "Ann", PASSWORD).person().name()).isEqualTo("Ann");
        assertThat(people.person(guest.id()).name()).startsWith("Guest ");
        refused(Reason.NAME_TAKEN, () -> accounts.add("ann2", "ANN", PASSWORD));
        site("42", "Olga");
        refused(Reason.NAME_TAKEN, () -> accounts.add("olga", "Olga", PASSWORD));
    }

    @Test
    void whoMakesTheSameAccountTwiceAtOnceHasOne() throws Exception {
        List<Callable<Boolean>> works = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String name = "Ann " + i;
            works.add(() -> {
                try {
                    accounts.signUp("ann", name, PASSWORD, null);
                    return true;
                } catch (PeopleException taken) {
                    assertThat(taken.reason()).isEqualTo(Reason.LOGIN_TAKEN);
                    return false;
                }
            });
        }
        assertThat(atOnce(works)).containsOnlyOnce(true);
        assertThat(people.named("ann", 10)).hasSize(1);
    }

    @Test
    void anotherPasswordAndSigningOutEverywhereEndWhatWasSigned() throws Exception {
        Account first = accounts.signUp("ann", "Ann", PASSWORD, null);
        String id = first.person().id();
        refused(Reason.WRONG_LOGIN, () -> accounts.changePassword(id, "wrong password", "another one"));
        refused(Reason.BAD_PASSWORD, () -> accounts.changePassword(id, PASSWORD, "short"));
        assertThat(people.returning(id, first.generation())).isNotNull();

        Account second = accounts.changePassword(id, PASSWORD, "another one");

        assertThat(people.returning(id, first.generation())).isNull();
        assertThat(people.returning(id, second.generation())).isEqualTo(first.person());
        refused(Reason.WRONG_LOGIN, () -> accounts.signIn("ann", PASSWORD));
        accounts.signOutEverywhere(id);
        assertThat(people.returning(id, second.generation())).isNull();
        Account third = accounts.signIn("ann", "another one");
        assertThat(people.returning(id, third.generation())).isNotNull();
        accounts.setPassword("ANN", "the owner's one");
        assertThat(people.returning(id, third.generation())).isNull();
        assertThat(accounts.signIn("ann", "the owner's one").person()).isEqualTo(first.person());
    }

    @Test
    void aRemovedAccountIsGoneAndItsNameIsTheOwnersToGive() throws Exception {
        Account ann = accounts.add("ann", "Ann", PASSWORD);
        accounts.add("bob", "Bob", PASSWORD);
        assertThat(accounts.list("", 10)).extracting(Account::login).containsExactly("ann", "bob");
        assertThat(accounts.list("ann", 10)).extracting(Account::login).containsExactly("bob");

        assertThat(accounts.remove("ANN")).isTrue();

        assertThat(accounts.remove("ann")).isFalse();
        refused(Reason.WRONG_LOGIN, () -> accounts.signIn("ann", PASSWORD));
        refused(Reason.SIGNED_OUT, () -> accounts.setPassword("ann", PASSWORD));
        refused(Reason.SIGNED_OUT, () -> accounts.changePassword(ann.person().id(), PASSWORD, "another one"));
        assertThat(people.returning(ann.person().id(), ann.generation())).isNull();
        assertThat(people.person(ann.person().id())).isEqualTo(ann.person());
        refused(Reason.NAME_TAKEN, () -> people.enter(null, "Ann"));
        refused(Reason.NAME_TAKEN, () -> accounts.signUp("ann", "Ann", PASSWORD, null));
        assertThat(accounts.add("ann", "Ann", PASSWORD).person().id())
                .isNotEqualTo(ann.person().id());
    }

    @Test
    void aPasswordThatWasKeptWithLessWorkIsKeptWithMoreAfterTheNextSignIn() throws Exception {
        accounts.add("ann", "Ann", PASSWORD);
        try (Passwords stronger = new Passwords(random, 2_000, 1, 4)) {
            Accounts later = new Accounts(people, stronger);
            refused(Reason.WRONG_LOGIN, () -> later.signIn("ann", "wrong password"));
            assertThat(kept()).startsWith("pbkdf2-sha256$1000$");
            later.signIn("ann", PASSWORD);
            assertThat(kept()).startsWith("pbkdf2-sha256$2000$");
            later.signIn("ann", PASSWORD);
        }
    }

    private String kept() throws ChatException {
        return storage.database().read(sql -> sql.first(row -> row.getString(1), "SELECT password FROM chat_accounts"));
    }

    @Test
    void anErasedPersonIsUnknownAndTheirNameIsFree() throws Exception {
        Person guest = people.enter(null, "Bob");
        Account ann = accounts.add("ann", "Ann", PASSWORD);
        storage.erase(ann.person().id(), "olga");
        storage.erase(guest.id(), "olga");

        assertThat(another().persons(List.of(ann.person().id(), guest.id()))).isEmpty();
        assertThat(people.returning(ann.person().id(), ann.generation())).isNull();
        refused(Reason.WRONG_LOGIN, () -> accounts.signIn("ann", PASSWORD));
        people.enter(null, "Ann");
        people.enter(null, "Bob");
    }
}
