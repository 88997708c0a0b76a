package dev.parley.chat;

import dev.parley.hub.Answer;
import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Draft;
import dev.parley.hub.Grant;
import dev.parley.hub.Hub;
import dev.parley.hub.Position;
import dev.parley.hub.Published;
import dev.parley.hub.Unsubscribe;
import dev.parley.hub.UserId;
import java.util.Map;
import java.util.function.Supplier;

/// What the chat needs of the hub. Any thread; answers come on loops.
public interface Delivery {

    void publish(ChannelName channel, Draft draft, Answer<Published> answer);

    void removeHistory(ChannelName channel, Answer<Position> answer);

    /// Who is subscribed, on all nodes, by session.
    void presence(ChannelName channel, Answer<Map<String, ClientInfo>> answer);

    /// All sessions that the user has now, on all nodes.
    ///
    /// @param then called once, on any thread, when they hear whatever is published from now on
    void subscribe(UserId user, ChannelName channel, Runnable then);

    /// @param then called once, on any thread, when nothing that is published from now on reaches them
    void unsubscribe(UserId user, ChannelName channel, Runnable then);

    /// @param hub is there when the first of these is called
    static Delivery by(Supplier<Hub> hub) {
        return new Delivery() {
            @Override
            public void publish(ChannelName channel, Draft draft, Answer<Published> answer) {
                hub.get().publish(channel, draft, answer);
            }

            @Override
            public void removeHistory(ChannelName channel, Answer<Position> answer) {
                hub.get().removeHistory(channel, answer);
            }

            @Override
            public void presence(ChannelName channel, Answer<Map<String, ClientInfo>> answer) {
                hub.get().presence(channel, answer);
            }

            @Override
            public void subscribe(UserId user, ChannelName channel, Runnable then) {
                hub.get().subscribe(user, channel, Grant.Subscription.PLAIN, then);
            }

            @Override
            public void unsubscribe(UserId user, ChannelName channel, Runnable then) {
                hub.get().unsubscribe(user, channel, Unsubscribe.SERVER, then);
            }
        };
    }
}
