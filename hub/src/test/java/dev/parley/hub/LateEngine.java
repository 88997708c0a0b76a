package dev.parley.hub;

import java.util.Map;

/// An engine whose answers take a while, as those of a disk or of another machine do; and what is published is in the history
/// for a moment before it is told.
public final class LateEngine extends EngineAround {

    public LateEngine(Engine engine) {
        super(engine);
    }

    @Override
    public EngineChannel open(ChannelName name, Namespace namespace, Loop home, EngineChannel.Listener listener) {
        return new Late(super.open(name, namespace, home, new Heard(listener, home)), home);
    }

    private record Heard(EngineChannel.Listener listener, Loop home) implements EngineChannel.Listener {

        @Override
        public void onPublication(Publication publication) {
            home.execute(() -> home.execute(() -> listener.onPublication(publication)));
        }

        @Override
        public void onJoin(ClientInfo info) {
            listener.onJoin(info);
        }

        @Override
        public void onLeave(ClientInfo info) {
            listener.onLeave(info);
        }

        @Override
        public void onBreak(Position now) {
            home.execute(() -> home.execute(() -> listener.onBreak(now)));
        }
    }

    private record Late(EngineChannel channel, Loop home) implements EngineChannel {

        private <T> Answer<T> late(Answer<T> answer) {
            return new Answer<>() {
                @Override
                public void succeeded(T value) {
                    home.execute(() -> answer.succeeded(value));
                }

                @Override
                public void failed(HubError error) {
                    home.execute(() -> answer.failed(error));
                }
            };
        }

        @Override
        public void publish(Draft draft, Answer<Outcome> answer) {
            home.execute(() -> channel.publish(draft, late(late(answer))));
        }

        @Override
        public void interest(boolean wanted, Answer<Position> answer) {
            home.execute(() -> channel.interest(wanted, late(late(answer))));
        }

        @Override
        public void history(HistoryQuery query, Answer<HistoryPage> answer) {
            channel.history(query, late(answer));
        }

        @Override
        public void removeHistory(Answer<Position> answer) {
            home.execute(() -> channel.removeHistory(answer));
        }

        @Override
        public void enter(ClientInfo info) {
            channel.enter(info);
        }

        @Override
        public void leave(ClientInfo info) {
            channel.leave(info);
        }

        @Override
        public void joined(ClientInfo info) {
            channel.joined(info);
        }

        @Override
        public void left(ClientInfo info) {
            channel.left(info);
        }

        @Override
        public void presence(Answer<Map<String, ClientInfo>> answer) {
            channel.presence(late(answer));
        }

        @Override
        public boolean isIdle() {
            return channel.isIdle();
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
