package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.files.FileOptions;
import dev.parley.chat.files.FileStore;
import dev.parley.chat.files.Upload;
import dev.parley.chat.people.People;
import dev.parley.chat.people.Person;
import dev.parley.chat.storage.AuditEntry;
import dev.parley.chat.storage.Draft;
import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.chat.storage.Member;
import dev.parley.chat.storage.Message;
import dev.parley.chat.storage.Room;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModerateTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private JdbcChatStorage chat;
    private Person eve;

    @BeforeEach
    void aChat() throws Exception {
        chat = JdbcChatStorage.open("jdbc:sqlite:" + folder.resolve("data/chat.db"), InstantSource.system());
        People people = new People(chat.database(), InstantSource.system(), new SecureRandom());
        eve = people.enter(null, "Eve");
        people.seen(new Person("7", "Twin", null, Person.Kind.SITE));
        people.seen(new Person("8", "Twin", null, Person.Kind.SITE));
        chat.createRoom("lobby", "The lobby", Room.Kind.PUBLIC, "", "7");
        chat.join("lobby", eve.id(), Member.Role.GUEST);
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private int moderate(String... words) {
        out.reset();
        err.reset();
        List<String> line = new ArrayList<>(List.of("moderate"));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", folder.resolve("data").toString()));
        Main.World world = new Main.World(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                folder);
        return Main.run(world, line.toArray(String[]::new));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Message send(String text) throws Exception {
        return chat.send(new Draft("lobby", eve.id(), "c" + text.hashCode(), text))
                .message();
    }

    private List<AuditEntry> audit() throws Exception {
        return chat.audit(null, Long.MAX_VALUE, 10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ban nowhere Eve --for 2h  | parley moderate ban: there is no room 'nowhere': parley moderate rooms lists all
        ban lobby Adam --for 2h   | parley moderate ban: nobody has the id or the name 'Adam'
        ban lobby twin --for 2h   | parley moderate ban: more than one person is called 'twin': say which by id: 7, 8
        ban lobby Eve             | parley moderate ban: say either for how long, --for 2h, or --lift
        ban lobby Eve --for 2h --lift | parley moderate ban: say either for how long, --for 2h, or --lift
        mute lobby Eve --for ever | parley moderate mute: --for must be a duration from 30s to 8760h, such as 25s or 1h30m, got ever
        role lobby Eve king       | parley moderate role: a role is owner, moderator, member or guest, not 'king'
        erase Eve                 | parley moderate erase: all messages of Eve (ID) would be gone for ever: ban them first if they may be writing, then say it again with --yes
        resolve first             | parley moderate resolve: a report has a number: parley moderate reports lists all
        banish lobby Eve          | parley moderate: unknown word banish; parley moderate --help lists all
        ban lobby                 | parley moderate ban: Missing required parameter: 'USER'
        """)
    void whatIsNotUnderstoodIsSaidInOneSentence(String line, String sentence) {
        assertThat(moderate(line.split(" "))).isEqualTo(Main.NOT_UNDERSTOOD);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines(sentence.replace("ID", eve.id()));
        assertThat(said()).isEmpty();
    }

    @Test
    void whatCantBeDoneIsSaidToo() throws Exception {
        assertThat(moderate("delete", "nothing")).isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("parley moderate delete: there is no message 'nothing'");
        assertThat(moderate("role", "lobby", "8", "member")).isEqualTo(Main.FAILED);
        assertThat(moderate("rooms", "--data", folder.resolve("elsewhere").toString()))
                .isZero(); // the last one counts
        assertThat(audit()).isEmpty();
        Main.World world = new Main.World(new PrintStream(out), new PrintStream(err), Map.of(), folder);
        err.reset();
        assertThat(Main.run(
                        world,
                        "moderate",
                        "rooms",
                        "--data",
                        folder.resolve("elsewhere").toString()))
                .isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no chat in ");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void whoIsBannedMutedRemovedOrGivenARoleIsAndTheTrailSaysByWhom() throws Exception {
        assertThat(moderate("mute", "lobby", "eve", "--for", "2h")).isZero();
        assertThat(chat.member("lobby", eve.id()).mutedUntil())
                .isBetween(Instant.now().plusSeconds(7_000), Instant.now().plusSeconds(7_200));
        assertThat(moderate("role", "lobby", eve.id(), "MODERATOR", "--by", "Olga"))
                .isZero();
        assertThat(said()).isEqualToIgnoringNewLines("Eve (" + eve.id() + ") is now moderator of lobby.");
        assertThat(chat.member("lobby", eve.id()).role()).isEqualTo(Member.Role.MODERATOR);
        assertThat(moderate("ban", "lobby", "Eve", "--for", "720h")).isZero();
        assertThat(chat.member("lobby", eve.id()).joined()).isNull();
        assertThat(moderate("ban", "lobby", "Eve", "--lift")).isZero();
        assertThat(chat.member("lobby", eve.id()).bannedUntil()).isNull();
        assertThat(moderate("mute", "lobby", "Eve", "--lift")).isZero();
        assertThat(chat.member("lobby", eve.id())).isNull();
        chat.join("lobby", eve.id(), Member.Role.GUEST);
        assertThat(moderate("remove", "lobby", "Eve")).isZero();

        String me = "operator:" + System.getProperty("user.name");
        assertThat(audit()).extracting(AuditEntry::by).containsExactly(me, me, me, me, me, "Olga", me);
        assertThat(moderate("audit", "lobby")).isZero();
        assertThat(said().lines())
                .hasSize(7)
                .element(5)
                .asString()
                .contains("\tOlga\trole\tlobby\t" + eve.id() + "\tMODERATOR");
    }

    @Test
    void exportWritesAMessagePerLineAndEraseTakesThemAway() throws Exception {
        Message first = send("hello \"there\" 你好\nand on");
        send("second");
        Path file = folder.resolve("eve.jsonl");

        assertThat(moderate("export", "Eve")).isZero();
        assertThat(said().lines())
                .hasSize(2)
                .element(0)
                .asString()
                .isEqualTo("{\"id\":\"" + first.id()
                        + "\",\"room\":\"lobby\",\"position\":1,\"author\":\"" + eve.id() + "\",\"time\":\""
                        + first.time()
                        + "\",\"text\":\"hello \\\"there\\\" 你好\\nand on\"}");
        assertThat(moderate("export", "Eve", "--out", "eve.jsonl")).isZero();
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(moderate("export", "Eve", "--out", "eve.jsonl")).isEqualTo(Main.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("name a new one");

        assertThat(moderate("erase", "Eve", "--yes")).isZero();
        assertThat(said()).isEqualToIgnoringNewLines("Erased 2 messages of Eve (" + eve.id() + ").");
        assertThat(chat.before("lobby", Long.MAX_VALUE, 10, ""))
                .extracting(Message::text)
                .containsExactly("", "");
        assertThat(audit().getFirst().act()).isEqualTo(AuditEntry.Act.ERASE);
        assertThat(moderate("erase", eve.id(), "--yes")).isZero();
        assertThat(said()).startsWith("Erased 0 messages of ");
        assertThat(moderate("erase", "Eve", "--yes")).isEqualTo(Main.NOT_UNDERSTOOD);
    }

    @Test
    void anErasedPersonsFilesAreGoneFromTheDiskWithoutAServer() throws Exception {
        Path files = folder.resolve("data/files");
        FileOptions options = new FileOptions(files, false, null, 100, 100, 100, Duration.ZERO);
        try (FileStore store = FileStore.open(options, chat, InstantSource.system(), new SecureRandom());
                Upload upload = store.begin(eve.id(), "lobby", 5)) {
            upload.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            String id = upload.finish("a.txt", null).id();
            chat.send(new Draft("lobby", eve.id(), "c1", "", null, Set.of(), List.of(id)));
            assertThat(moderate("export", "Eve")).isZero(); // beside whoever has the folder
            assertThat(said()).contains("\"files\":[{\"id\":\"" + id + "\",\"name\":\"a.txt\"");
        }

        assertThat(moderate("erase", "Eve", "--yes")).isZero();

        try (Stream<Path> left = Files.walk(files)) {
            assertThat(left.filter(Files::isRegularFile)).containsExactly(files.resolve("lock"));
        }
        assertThat(chat.files().dropped(10)).isEmpty();
    }

    @Test
    void listsHaveALineEach() throws Exception {
        Message bad = send("rude\twords\u001b[2J");
        chat.report(bad.id(), "7", "he is\nrude");

        assertThat(moderate("rooms")).isZero();
        assertThat(said()).isEqualToIgnoringNewLines("lobby\tpublic\tThe lobby\t1 messages");
        assertThat(moderate("members", "lobby")).isZero();
        assertThat(said().lines()).containsExactlyInAnyOrder("7\tTwin\towner\t", eve.id() + "\tEve\tguest\t");
        assertThat(moderate("reports")).isZero();
        assertThat(said().lines()).hasSize(1);
        assertThat(said()).startsWith("1\t").contains("\the is rude\trude words [2J");

        assertThat(moderate("resolve", "1")).isZero();
        assertThat(moderate("reports", "lobby")).isZero();
        assertThat(said()).isEmpty();
        assertThat(moderate("delete", bad.id())).isZero();
        assertThat(said()).isEqualToIgnoringNewLines("Deleted message " + bad.id() + " of " + eve.id() + " in lobby.");
        assertThat(chat.message(bad.id(), "").text()).isEmpty();
    }
}
