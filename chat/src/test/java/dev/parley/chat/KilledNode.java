package dev.parley.chat;

import dev.parley.chat.storage.JdbcChatStorage;
import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.Position;
import dev.parley.hub.Published;
import dev.parley.hub.UserId;
import java.util.Map;

/// A node in which Ann sends, edits or deletes a message in the lobby. It stops at a step, says so, and waits to be killed:
///
/// - `committed`: it is committed, and the hub does not know;
/// - `published`: the hub has told everybody, and the storage does not know;
/// - `done`: the storage knows.
final class KilledNode {

    /// The steps.
    enum Step {
        COMMITTED,
        PUBLISHED,
        DONE
    }

    private KilledNode() {}

    /// @param arguments the database's URL, a step, and a kind of event: `message`, `edited`, `deleted`
    public static void main(String[] arguments) throws Exception {
        Step step = Step.valueOf(arguments[1]);
        String what = arguments[2];
        ChatNode node =
                new ChatNode(arguments[0], ChatNode.FAST, delivery -> new Stopping(delivery, step, "\"" + what + "\""));
        node.chat.start();
        Device ann = node.device("ann");
        node.device("bob").enter("lobby");
        ann.enter("lobby");
        if (what.equals("message")) {
            ann.send("lobby", "hello");
        } else {
            String id = ann.send("lobby", "hallo").path("id").asString();
            untilPublished(node.storage);
            String edit = what.equals("edited") ? ",'text':'hello'" : "";
            ann.rpc(what.equals("edited") ? "edit" : "delete", "{'message':'" + id + "'" + edit + "}");
        }
        untilPublished(node.storage);
        say(Step.DONE);
    }

    private static void untilPublished(JdbcChatStorage storage) throws Exception {
        while (!storage.unpublished(1).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static void say(Step step) {
        System.out.println(step);
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets everything through, but stops at one event.
    private record Stopping(Delivery delivery, Step step, String type) implements Delivery {

        @Override
        public void publish(ChannelName channel, Draft draft, Answer<Published> answer) {
            boolean here =
                    draft.idempotencyKey() != null && draft.payload().toString().contains("\"type\":" + type);
            if (here && step == Step.COMMITTED) {
                say(step);
            }
            delivery.publish(channel, draft, new Answer<>() {
                @Override
                public void succeeded(Published value) {
                    if (here && step == Step.PUBLISHED) {
                        say(step);
                    }
                    answer.succeeded(value);
                }

                @Override
                public void failed(dev.parley.hub.HubError error) {
                    answer.failed(error);
                }
            });
        }

        @Override
        public void removeHistory(ChannelName channel, Answer<Position> answer) {
            delivery.removeHistory(channel, answer);
        }

        @Override
        public void presence(ChannelName channel, Answer<Map<String, ClientInfo>> answer) {
            delivery.presence(channel, answer);
        }

        @Override
        public void subscribe(UserId user, ChannelName channel, Runnable then) {
            delivery.subscribe(user, channel, then);
        }

        @Override
        public void unsubscribe(UserId user, ChannelName channel, Runnable then) {
            delivery.unsubscribe(user, channel, then);
        }
    }
}
