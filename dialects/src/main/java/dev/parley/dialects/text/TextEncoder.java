package dev.parley.dialects.text;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Encoder;
import dev.parley.hub.Message;
import dev.parley.hub.Payload;
import dev.parley.hub.Publication;
import org.jspecify.annotations.Nullable;

/// How a publication looks in a line: `name: text`. The name is the tag `name`, else the user's id, else the beginning
/// of the client's; what the site publishes has none. Binary is not shown but told of. Comings and goings are not told.
enum TextEncoder implements Encoder {
    LINES;

    static final String NAME = "name";

    @Override
    public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
        Payload payload = publication.payload();
        String what = payload.kind() == Payload.Kind.BINARY
                ? "(" + payload.size() + " bytes that are not text)"
                : Printable.of(payload.toString());
        return line(nameOf(publication) + what);
    }

    private static String nameOf(Publication publication) {
        String name = publication.tags().get(NAME);
        if (name != null) {
            return Printable.of(name) + ": ";
        }
        ClientInfo publisher = publication.publisher();
        if (publisher == null) {
            return "";
        }
        String client = publisher.client();
        return publisher.user().isAnonymous()
                ? client.substring(0, Math.min(8, client.length())) + ": "
                : Printable.of(publisher.user().value()) + ": ";
    }

    static Message line(String text) {
        return Message.text(text + "\r\n");
    }

    @Override
    public @Nullable Message join(ChannelName channel, ClientInfo info) {
        return null;
    }

    @Override
    public @Nullable Message leave(ChannelName channel, ClientInfo info) {
        return null;
    }

    @Override
    public boolean takesDeltas() {
        return false;
    }
}
