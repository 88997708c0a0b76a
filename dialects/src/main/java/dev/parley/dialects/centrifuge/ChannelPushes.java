package dev.parley.dialects.centrifuge;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Encoder;
import dev.parley.hub.Message;
import dev.parley.hub.Publication;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happens on channels, as pushes in one format.
///
/// @param takesDeltas for subscribers that asked for deltas
record ChannelPushes(Replies replies, boolean takesDeltas) implements Encoder {

    @Override
    public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
        return message(
                publication.payload().size() + 256,
                out -> replies.pushPublication(out, channel, publication, takesDeltas, base));
    }

    @Override
    public Message join(ChannelName channel, ClientInfo info) {
        return message(256, out -> replies.pushJoin(out, channel, info));
    }

    @Override
    public Message leave(ChannelName channel, ClientInfo info) {
        return message(256, out -> replies.pushLeave(out, channel, info));
    }

    private Message message(int about, Consumer<ByteOutput> write) {
        ByteOutput out = new ByteOutput(about);
        write.accept(out);
        return replies.text() ? Message.text(out.copy()) : Message.binary(out.copy());
    }
}
