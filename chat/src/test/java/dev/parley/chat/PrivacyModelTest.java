package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.hub.ChannelName;
import dev.parley.hub.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random sequences of what changes who may read what, with devices that come and come back *while* it changes, held against a
/// model. One step after the other is done and answered; devices connect in the background.
///
/// - What somebody is told in a step about a room, they may have been told: they were in it before the step or behind it.
/// - Who is in a room, and was connected all the time, is told every message. Who comes back and is told that nothing is
///   missing has got every message.
/// - In the end everybody's devices hear the rooms that they are in, and no others.
class PrivacyModelTest {

    private static final int STEPS = 150;
    private static final List<String> PEOPLE = List.of("ann", "bob", "carl", "dora", "eve");
    private static final String OWNER = "ann";

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("parley.seeds", 8));
    }

    /// A device through all its connections.
    private static final class Slot {
        final String user;
        volatile @Nullable Device device;
        volatile @Nullable Thread connecting;
        Map<ChannelName, Position> since = Map.of();

        /// Texts that it must have been told in the end, by room.
        final Map<String, Set<String>> due = new HashMap<>();

        final Set<String> got = ConcurrentHashMap.newKeySet();

        Slot(String user) {
            this.user = user;
        }

        boolean isStable() {
            return connecting == null && device != null;
        }
    }

    private record Told(int step, String user, String room, String text) {}

    private ChatNode node;
    private Random random;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Set<String>> members = new HashMap<>();
    private final List<Map<String, Set<String>>> before = new ArrayList<>();
    private final ConcurrentLinkedQueue<Told> told = new ConcurrentLinkedQueue<>();
    private volatile int step;
    private String code = "";
    private final Map<String, Device> remotes = new HashMap<>();

    @ParameterizedTest
    @MethodSource("seeds")
    void nobodyIsToldWhatTheyMayNotReadAndMembersAreToldAll(long seed) throws Exception {
        random = new Random(seed);
        node = new ChatNode("jdbc:sqlite:" + folder.resolve("chat.db"));
        try {
            begin();
            for (step = 0; step < STEPS; ) {
                before.add(copy());
                node.nanos.addAndGet(2_000_000_000L);
                doSomething();
                node.turns(); // what was told in this step is heard in it
                step++;
            }
            before.add(copy());
            end();
            assertThat(told).isNotEmpty();
        } finally {
            nobodyWasToldTooMuch();
            node.close();
        }
    }

    private void begin() throws Exception {
        for (String user : PEOPLE) {
            // what they do, they do over a connection that lasts; who hears is another matter
            remotes.put(user, node.device(user));
            slots.add(new Slot(user));
            slots.add(new Slot(user));
        }
        Device owner = remotes.get(OWNER);
        owner.rpc("create", "{'name':'Public','kind':'public','id':'public'}");
        owner.rpc("create", "{'name':'Club','kind':'invitation','id':'club'}");
        code = owner.rpc("invite_link", "{'room':'club'}").path("code").asString();
        String pair = id(owner.rpc("talk", "{'users':['bob']}").path("room"));
        String group = id(owner.rpc("talk", "{'users':['carl','dora']}").path("room"));
        members.put("public", new HashSet<>(Set.of(OWNER)));
        members.put("club", new HashSet<>(Set.of(OWNER)));
        members.put(pair, new HashSet<>(Set.of(OWNER, "bob")));
        members.put(group, new HashSet<>(Set.of(OWNER, "carl", "dora")));
    }

    private static String id(tools.jackson.databind.JsonNode room) {
        return room.path("id").asString();
    }

    private Map<String, Set<String>> copy() {
        Map<String, Set<String>> copy = new HashMap<>();
        members.forEach((room, in) -> copy.put(room, Set.copyOf(in)));
        return copy;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private void doSomething() throws Exception {
        String room = any(members.keySet().stream().sorted().toList());
        String user = any(PEOPLE);
        boolean club = room.equals("club") || room.equals("public");
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> send(room, user);
            case 3 -> enter(room, user);
            case 4 -> leave(room, user);
            case 5 -> takeOut(room, user, club);
            case 6 -> invite(room, user);
            case 7, 8 -> connect(any(slots));
            case 9 -> disconnect(any(slots));
            case 10 -> reads(room, user);
            default -> {
                if (random.nextBoolean()) {
                    settleDown();
                } else {
                    edit(room, user);
                }
            }
        }
    }

    // ---- what people do

    private void send(String room, String user) throws Exception {
        String text = "m" + step;
        if (!members.get(room).contains(user)) {
            assertThat(remotes.get(user).code("send", "{'room':'" + room + "','id':'" + text + "','text':'x'}"))
                    .isIn(1005, 1007);
            return;
        }
        for (Slot slot : slots) {
            if (slot.isStable() && members.get(room).contains(slot.user)) {
                slot.due.computeIfAbsent(room, _ -> new HashSet<>()).add(text);
            }
        }
        remotes.get(user).rpc("send", "{'room':'" + room + "','id':'" + text + "','text':'" + text + "'}");
    }

    private void enter(String room, String user) throws Exception {
        boolean open = room.equals("public") || room.equals("club");
        String with = room.equals("club") ? ",'code':'" + code + "'" : "";
        String params = "{'room':'" + room + "'" + with + "}";
        if (members.get(room).contains(user) || open && !isBanned(room, user)) {
            remotes.get(user).rpc("enter", params);
            members.get(room).add(user);
        } else {
            assertThat(remotes.get(user).code("enter", params)).isIn(1007, 1011);
        }
    }

    private boolean isBanned(String room, String user) throws Exception {
        var member = node.storage.member(room, user);
        return member != null && member.banned(node.now.get());
    }

    private void leave(String room, String user) throws Exception {
        if (!user.equals(OWNER) && members.get(room).contains(user)) {
            remotes.get(user).rpc("leave", "{'room':'" + room + "'}");
            out(room, user);
        }
    }

    private void takeOut(String room, String user, boolean club) throws Exception {
        if (user.equals(OWNER)) {
            return;
        }
        Device owner = remotes.get(OWNER);
        if (club && random.nextBoolean()) {
            int minutes = random.nextInt(3);
            owner.rpc("ban", "{'room':'" + room + "','user':'" + user + "','minutes':" + minutes + "}");
            if (minutes > 0) {
                out(room, user);
            }
        } else if (members.get(room).contains(user) && !room.startsWith("@@")) {
            owner.rpc("remove", "{'room':'" + room + "','user':'" + user + "'}");
            out(room, user);
        }
    }

    private void out(String room, String user) {
        members.get(room).remove(user);
        for (Slot slot : slots) {
            if (slot.user.equals(user)) {
                slot.due.remove(room);
            }
        }
    }

    private void invite(String room, String user) throws Exception {
        if (!room.startsWith("@@") && !isBanned(room, user)) {
            remotes.get(OWNER).rpc("invite", "{'room':'" + room + "','user':'" + user + "'}");
            members.get(room).add(user);
        }
    }

    private void reads(String room, String user) throws Exception {
        if (members.get(room).contains(user)) {
            remotes.get(user).rpc("before", "{'room':'" + room + "'}");
        } else {
            assertThat(remotes.get(user).code("before", "{'room':'" + room + "'}"))
                    .isIn(1005, 1007);
        }
        assertThat(remotes.get(user).rpc("overview", "{}").path("rooms")).hasSize((int)
                members.values().stream().filter(in -> in.contains(user)).count());
    }

    private void edit(String room, String user) throws Exception {
        if (members.get(room).contains(user)) {
            var last = remotes.get(user)
                    .rpc("before", "{'room':'" + room + "','limit':1}")
                    .path("messages")
                    .path(0);
            if (last.path("author").asString("").equals(user)) {
                remotes.get(user).rpc("edit", "{'message':'" + id(last) + "','text':'edited'}");
                // told or not, it may come as what it is now; who is away can't recover
                String text = last.path("text").asString();
                slots.forEach(
                        slot -> slot.due.getOrDefault(room, new HashSet<>()).remove(text));
            }
        }
    }

    // ---- devices

    private void connect(Slot slot) {
        if (slot.device == null && slot.connecting == null) {
            slot.connecting = Thread.ofVirtual().start(() -> {
                try {
                    slot.device = node.device(slot.user, slot.since, (channel, text) -> {
                        String room = ChatChannels.roomOf(channel);
                        if (room != null) {
                            told.add(new Told(step, slot.user, room, text));
                            slot.got.add(text);
                        }
                    });
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
            });
        } else {
            stable(slot);
        }
    }

    /// What it did not recover it was not to get.
    private void stable(Slot slot) {
        Thread connecting = slot.connecting;
        if (connecting != null && !connecting.isAlive() && slot.device != null) {
            slot.connecting = null;
            Set<String> recovered = new HashSet<>();
            slot.device.recovered.forEach((channel, all) -> {
                if (all) {
                    recovered.add(channel.substring("chat:".length()));
                }
            });
            slot.due.keySet().removeIf(room -> !recovered.contains(room));
        }
    }

    private void disconnect(Slot slot) throws Exception {
        stable(slot);
        Device device = slot.device;
        if (slot.isStable() && device != null) {
            device.goes();
            slot.since = Map.copyOf(device.positions);
            slot.device = null;
        }
    }

    private void settleDown() throws Exception {
        for (Slot slot : slots) {
            Thread connecting = slot.connecting;
            if (connecting != null) {
                connecting.join();
                stable(slot);
            }
        }
    }

    // ---- the end

    private void end() throws Exception {
        for (Slot slot : slots) {
            connect(slot);
        }
        settleDown();
        for (Slot slot : slots) {
            Set<String> rooms = new HashSet<>(Set.of("chat_me:" + slot.user));
            members.forEach((room, in) -> {
                if (in.contains(slot.user)) {
                    rooms.add("chat:" + room);
                }
            });
            await().atMost(Device.WAIT_SECONDS, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(slot.device.channels).isEqualTo(rooms));
            for (Map.Entry<String, Set<String>> due : slot.due.entrySet()) {
                await().atMost(Device.WAIT_SECONDS, TimeUnit.SECONDS)
                        .untilAsserted(() -> assertThat(slot.got).containsAll(due.getValue()));
            }
        }
    }

    private void nobodyWasToldTooMuch() {
        for (Told each : told) {
            assertThat(before.get(each.step()).get(each.room()).contains(each.user())
                            || before.get(Math.min(each.step() + 1, STEPS))
                                    .get(each.room())
                                    .contains(each.user()))
                    .as("%s may hear of %s in step %d: %s", each.user(), each.room(), each.step(), each.text())
                    .isTrue();
        }
    }
}
