package dev.parley.dialects.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.dialects.HandLoop;
import dev.parley.dialects.PaperLink;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.Disconnect;
import dev.parley.hub.Draft;
import dev.parley.hub.Hub;
import dev.parley.hub.HubError;
import dev.parley.hub.HubOptions;
import dev.parley.hub.Namespace;
import dev.parley.hub.Namespace.Allow;
import dev.parley.hub.NamespaceRules;
import dev.parley.hub.Namespaces;
import dev.parley.hub.Payload;
import dev.parley.hub.Published;
import dev.parley.hub.memory.MemoryEngine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What text clients say and hear.
class TextDialectTest {

    private final HandLoop loop = new HandLoop();
    private final Namespaces namespaces = new Namespaces(
            Namespaces.Syntax.DEFAULT,
            Namespace.named("").allowing(Allow.values()).withRaw(),
            List.of(
                    Namespace.named("read")
                            .allowing(Allow.SUBSCRIBE_FOR_CLIENT, Allow.SUBSCRIBE_FOR_ANONYMOUS)
                            .withRaw(),
                    Namespace.named("sdk").allowing(Allow.values())));
    private final Hub hub = new Hub(
            HubOptions.DEFAULT,
            namespaces,
            new MemoryEngine(() -> Instant.ofEpochMilli(1), new Random(1)),
            new NamespaceRules(namespaces, true, false, NamespaceRules.Tokens.NONE),
            List.of(loop),
            () -> Instant.ofEpochMilli(1));
    private int ids;

    private final class Client {
        final PaperLink link = new PaperLink(loop);
        final TextDialect dialect;

        Client(TextOptions options) {
            dialect = new TextDialect(hub, link, options, (_, namespace) -> namespace.raw(), "client-number-" + ids++);
            loop.run(dialect::open);
        }

        /// @return how many bytes were left
        int says(String text) {
            ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            loop.run(() -> dialect.read(in));
            return in.remaining();
        }

        List<String> hears() {
            return link.take().stream().map(line -> line.replace("\r\n", "↵")).toList();
        }
    }

    private Client open() {
        return new Client(TextOptions.DEFAULT);
    }

    private Client on(String channel, String name) {
        Client client = open();
        client.says(name + "\n/join " + channel + "\n");
        client.hears();
        return client;
    }

    private void publish(String channel, Payload payload) {
        loop.run(() -> hub.publish(new ChannelName(channel), Draft.of(payload), new Answer<>() {
            @Override
            public void succeeded(Published value) {}

            @Override
            public void failed(HubError error) {
                throw new AssertionError(error);
            }
        }));
    }

    @Test
    void aConversation() {
        Client anna = open();
        assertThat(anna.hears()).containsExactly("* Welcome to Parley. What is your name?↵");
        anna.says("anna\r\n");
        assertThat(anna.hears())
                .containsExactly("* Hello anna. /join NAME goes to a channel, /help says what else there is.↵");
        anna.says("hello?\r\n");
        assertThat(anna.hears()).containsExactly("* Go to a channel first: /join NAME↵");
        anna.says("/join room\r\n");
        assertThat(anna.hears()).containsExactly("* You are on room.↵");
        Client bob = on("room", "bob");
        anna.says("hello, Größe 🙂\r\n\r\n");
        assertThat(bob.hears()).containsExactly("anna: hello, Größe 🙂↵");
        assertThat(anna.hears()).containsExactly("anna: hello, Größe 🙂↵");
        bob.says("/join elsewhere\n");
        anna.says("gone?\n");
        anna.says("/quit\n");
        assertThat(bob.hears()).containsExactly("* You are on elsewhere.↵");
        assertThat(anna.hears()).containsExactly("anna: gone?↵", "close 1000 goodbye");
        assertThat(hub.sessions()).hasSize(1);
    }

    @Test
    void whatIsWrongIsSaidAndCostsNothing() {
        Client anna = open();
        anna.hears();
        anna.says("an na\n");
        assertThat(anna.hears())
                .containsExactly("* A name is up to 32 letters, digits, or one of _ - . What is your name?↵");
        anna.says("anna\n");
        anna.hears();
        anna.says("/join sdk:a\n/join nowhere:a\n/join " + "x".repeat(300) + "\n/dance\n");
        assertThat(anna.hears())
                .containsExactly(
                        "* Text clients may not use that channel.↵",
                        "* There is no such channel.↵",
                        "* a channel's name has at most 255 bytes, this one has 300.↵",
                        "* There is no such command; /help says which there are.↵");
        anna.says("/join read:a\nhello\n");
        assertThat(anna.hears()).containsExactly("* You are on read:a.↵", "* permission denied; nothing was sent.↵");
        loop.pass(1_000);
        anna.says("/join read:a\n\u001b[2J\n" + "x".repeat(1_001) + "\n");
        assertThat(anna.hears())
                .containsExactly(
                        "* You are there.↵",
                        "* There were control characters in that; it was dropped.↵",
                        "* Lines have at most 1000 bytes; that one was dropped.↵");
    }

    @Test
    void nothingOfOthersMovesTheCursor() {
        Client anna = on("room", "anna");
        publish("room", Payload.text("a\u001b[2Jb\r\n* You are admin\u202E\u0007"));
        publish("room", Payload.binary(ByteBuffer.allocate(3)));
        publish("room", Payload.json("{\"a\":\"\\u001b\"}"));
        assertThat(anna.hears())
                .containsExactly(
                        "a\uFFFD[2Jb  * You are admin\uFFFD\uFFFD↵",
                        "(3 bytes that are not text)↵",
                        "{\"a\":\"\\u001b\"}↵");
    }

    @Test
    void moreLinesThanASecondHasWaitForTheNext() {
        Client anna = new Client(new TextOptions("Hi.", 100, 3, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        anna.hears();
        int left = anna.says("anna\n/join room\none\ntwo\n");
        assertThat(left).isEqualTo(4);
        assertThat(anna.link.pauses).isEqualTo(1);
        assertThat(anna.hears()).endsWith("anna: one↵");
        loop.pass(999);
        assertThat(anna.link.pauses).isEqualTo(1);
        loop.pass(1);
        assertThat(anna.link.pauses).isZero();
        assertThat(anna.says("two\n")).isZero();
        assertThat(anna.hears()).containsExactly("anna: two↵");
    }

    @Test
    void whoSaysNothingIsLetGo() {
        Client nameless = open();
        Client anna = on("room", "anna");
        nameless.hears();
        loop.pass(60_000);
        assertThat(nameless.hears()).containsExactly("close 3502 no name was said");
        loop.pass(Duration.ofMinutes(28).toMillis());
        anna.says("still here\n");
        loop.pass(Duration.ofMinutes(29).toMillis());
        assertThat(anna.hears()).containsExactly("anna: still here↵");
        loop.pass(Duration.ofMinutes(1).toMillis());
        assertThat(anna.hears()).containsExactly("close 3502 nothing was said for too long");
        assertThat(hub.sessions()).isEmpty();
    }

    @Test
    void theServersWillIsSaid() {
        Client anna = on("room", "anna");
        loop.run(() -> hub.sessions().forEach(session -> session.tell(Payload.text("hello"))));
        loop.run(() -> hub.sessions().forEach(session -> session.disconnect(Disconnect.SHUTDOWN)));
        assertThat(anna.hears()).containsExactly("* hello↵", "close 3001 shutdown");
        assertThat(anna.says("too late\n")).isZero();
        assertThat(anna.hears()).isEmpty();
    }
}
