package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.hub.Client.Got;
import dev.parley.hub.memory.MemoryEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterTest {

    private static final ChannelName NEWS = new ChannelName("news");
    private static final UserId ANN = new UserId("ann");

    private final Namespaces namespaces = new Namespaces(Namespaces.Syntax.DEFAULT, Namespace.named(""), List.of());
    private final Loops loops = new Loops(2, new Random(3));
    private final Relay relay = new Relay();
    private Side one;
    private Side two;
    private Side three;

    /// A node.
    private final class Side {
        final Relay.Node node;
        final Cluster cluster;
        final Hub hub;
        final List<Order> ordered = new ArrayList<>();

        Side(String name) throws IOException {
            node = engine(name);
            cluster = new Cluster(node, () -> Instant.ofEpochMilli(loops.nowMillis));
            node.start(cluster);
            Observer observer = new Observer() {
                @Override
                public void onOrder(Order order) {
                    ordered.add(order);
                }
            };
            hub = new Hub(
                    HubOptions.DEFAULT,
                    namespaces,
                    cluster,
                    new OpenRules(),
                    observer,
                    loops.all,
                    () -> Instant.ofEpochMilli(loops.nowMillis));
        }

        Client client(String user) {
            Client client = new Client(hub, loops.get(1)).connect(user);
            loops.settle();
            return client;
        }

        Got<Integer> order(Order order) {
            Got<Integer> got = new Got<>();
            cluster.order(order, got);
            loops.settle();
            return got;
        }
    }

    private Relay.Node engine(String name) {
        MemoryEngine channels = new MemoryEngine(() -> Instant.ofEpochMilli(loops.nowMillis), new Random(2));
        return relay.node(name, loops.get(0), channels);
    }

    @BeforeEach
    void start() throws IOException {
        one = new Side("one");
        two = new Side("two");
        three = new Side("three");
        loops.settle();
    }

    /// So that whoever looks each while looks as often as it does.
    private void pass(long millis) {
        for (long i = 0; i < millis; i += 50) {
            loops.pass(50);
        }
    }

    private static Order disconnect(String client) {
        return new Order.Disconnect(ANN, client, Set.of(), Disconnect.FORCE_NO_RECONNECT);
    }

    @Test
    void anOrderIsObeyedByAllNodes() {
        Client here = one.client("ann");
        Client there = two.client("ann");
        Client bob = three.client("bob");

        Got<Integer> subscribed = one.order(new Order.Subscribe(ANN, "", NEWS, Grant.Subscription.PLAIN, null));
        assertThat(subscribed.value).isEqualTo(2);
        assertThat(here.heard).containsExactly("subscribed to news");
        assertThat(there.heard).containsExactly("subscribed to news");

        Order.Refresh refresh = new Order.Refresh(ANN, "", loops.nowMillis / 1000 + 60, Payload.json("1"));
        assertThat(two.order(refresh).value).isEqualTo(2);
        assertThat(here.heard).endsWith("lives 60");
        assertThat(there.session.info(null).connection()).isEqualTo(Payload.json("1"));

        boolean[] told = new boolean[1];
        one.hub.unsubscribe(ANN, NEWS, Unsubscribe.SERVER, () -> told[0] = true);
        loops.settle();
        assertThat(told[0]).isTrue();
        assertThat(there.heard).endsWith("unsubscribed from news 2000");

        Got<Integer> spared = three.order(
                new Order.Disconnect(ANN, "", Set.of(here.session.client()), Disconnect.FORCE_NO_RECONNECT));
        assertThat(spared.value).isEqualTo(1);
        assertThat(there.closed).isEqualTo("3503 force disconnect");
        assertThat(here.closed).isNull();
        assertThat(three.order(disconnect(here.session.client())).value).isEqualTo(1);
        assertThat(here.closed).isNotNull();
        assertThat(bob.closed).isNull();
        assertThat(bob.heard).isEmpty();
    }

    @Test
    void whatOtherNodesOrderIsHeardOfBeforeItIsDone() {
        two.client("ann");
        Order order = disconnect("");
        one.order(order);
        assertThat(two.ordered).containsExactly(order);
        assertThat(one.ordered).isEmpty();
    }

    @Test
    void aNodeThatDoesNotAnswerFailsTheCallAndIsNamed() {
        Client there = two.client("ann");
        three.node.deaf = true;
        Got<Integer> got = one.order(disconnect(""));
        assertThat(there.closed).isNotNull();
        pass(1_500);
        assertThat(got.times).isZero();
        pass(1_000);
        assertThat(got.error).isNotNull();
        assertThat(got.error.code()).isEqualTo(152);
        assertThat(got.error.temporary()).isTrue();
        assertThat(got.error.message()).contains("node three").doesNotContain("two");
        pass(1_000);
        assertThat(got.times).isEqualTo(1);
    }

    @Test
    void aNodeThatGoesIsNoLongerWaitedFor() {
        three.node.deaf = true;
        Got<Integer> got = one.order(disconnect(""));
        assertThat(got.times).isZero();
        three.node.die();
        pass(300);
        assertThat(got.value).isZero();
    }

    @Test
    void whoHasSaidGoodbyeIsNotAskedAnyMore() {
        three.hub.close();
        loops.settle();
        int heard = one.node.heard.get();
        three.node.deaf = true;
        assertThat(one.order(disconnect("")).value).isZero();
        assertThat(one.node.heard).hasValue(heard + 1);
        assertThat(one.cluster.isAlone()).isFalse();
    }

    @Test
    void aNodeThatIsOnlyStartingHasNoSessions() throws IOException {
        Relay.Node fourth = engine("four");
        fourth.start(new Cluster(fourth, Instant::now));
        assertThat(one.order(disconnect("")).value).isZero();
        Got<List<Cluster.Said>> got = new Got<>();
        two.cluster.answering("time", (_, answer) -> answer.succeeded(new byte[] {1}));
        three.cluster.answering("time", (_, answer) -> answer.succeeded(new byte[] {2}));
        one.cluster.ask("time", new byte[0], got);
        loops.await(() -> got.times > 0);
        assertThat(got.value).extracting(Cluster.Said::node).containsExactlyInAnyOrder("two", "three");
    }

    @Test
    void aQuestionIsAnsweredByEachNode() {
        for (Side side : List.of(one, two, three)) {
            side.cluster.answering(
                    "sessions",
                    (question, answer) -> answer.succeeded(new WireWriter()
                            .text(question.text())
                            .number(side.hub.sessions().size())
                            .toByteArray()));
        }
        two.client("ann");
        two.client("bob");
        Got<List<Cluster.Said>> got = new Got<>();
        one.cluster.ask("sessions", new WireWriter().text("x").toByteArray(), got);
        loops.await(() -> got.times > 0);
        assertThat(got.value).hasSize(2).allSatisfy(said -> {
            WireReader answer = new WireReader(said.answer());
            assertThat(answer.text()).isEqualTo("x");
            assertThat(answer.number()).isEqualTo(said.node().equals("two") ? 2 : 0);
        });
    }

    @Test
    void whatANodeCanNotAnswerFailsTheCall() {
        two.cluster.answering("time", (_, answer) -> answer.failed(HubError.LIMIT_EXCEEDED));
        three.cluster.answering("time", (question, answer) -> answer.succeeded(new byte[question.one()]));
        Got<List<Cluster.Said>> got = new Got<>();
        one.cluster.ask("time", new byte[] {1}, got);
        loops.await(() -> got.times > 0);
        assertThat(got.error).isEqualTo(new HubError(106, "node two: limit exceeded", true));

        Got<List<Cluster.Said>> unknown = new Got<>();
        one.cluster.ask("place", new byte[0], unknown);
        loops.await(() -> unknown.times > 0);
        assertThat(unknown.error).isNotNull();
        assertThat(unknown.error.message()).contains("this version does not know that");
    }

    @Test
    void oneNodeAloneSendsNothingAndDoesItAtOnce() {
        two.node.die();
        three.node.die();
        int heard = one.node.heard.get();
        Client ann = one.client("ann");
        Got<Integer> got = new Got<>();
        ann.loop.enter(() -> one.cluster.order(disconnect(""), got));
        assertThat(got.value).isEqualTo(1);
        assertThat(ann.closed).isNotNull();
        assertThat(one.node.heard).hasValue(heard);
    }

    @Test
    void whatMakesNoSenseIsIgnored() {
        Client ann = one.client("ann");
        byte[] order = new Word.Ordered(1, disconnect("")).write();
        one.cluster.onControl("stranger", new byte[0]);
        one.cluster.onControl("stranger", "hub".getBytes());
        one.cluster.onControl("stranger", "somebody else's".getBytes());
        byte[] newer = order.clone();
        newer[3] = 9;
        one.cluster.onControl("two", newer);
        byte[] unknown = order.clone();
        unknown[4] = 99;
        one.cluster.onControl("two", unknown);
        byte[] cut = java.util.Arrays.copyOf(order, order.length - 3);
        one.cluster.onControl("two", cut);
        one.cluster.onControl("two", new Word.Answered(77, new byte[0]).write());
        loops.settle();
        assertThat(ann.closed).isNull();
        one.cluster.onControl("two", order);
        loops.settle();
        assertThat(ann.closed).isNotNull();
    }
}
