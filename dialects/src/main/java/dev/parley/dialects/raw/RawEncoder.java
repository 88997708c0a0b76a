package dev.parley.dialects.raw;

import dev.parley.hub.ChannelName;
import dev.parley.hub.ClientInfo;
import dev.parley.hub.Encoder;
import dev.parley.hub.Message;
import dev.parley.hub.Payload;
import dev.parley.hub.Position;
import dev.parley.hub.Publication;
import org.jspecify.annotations.Nullable;

/// How bare clients are told what is published. They are not told who comes and goes.
///
/// [#BARE] says the payload and nothing else. [#ENVELOPE] says one JSON object in a text message:
///
/// | member | |
/// | --- | --- |
/// | `channel` | its name |
/// | `offset` | the publication's place, where the channel keeps history |
/// | `time` | when it was accepted, in milliseconds since 1970 |
/// | `user`, `client` | who published it: an id the site gave (not there for who has none), and the connection's; neither when the site did |
/// | `tags` | an object of strings, where there are any |
/// | `data` | what was published, when it is JSON |
/// | `text` | the same, when it is text: a string |
/// | `base64` | the same, when it is binary |
///
/// Before the first of them comes one that has no payload: `{"channel":…,"epoch":…,"offset":…}`, on channels with
/// positions. The next publication is the one behind that offset; `since` takes that epoch with the last offset that
/// was received.
public enum RawEncoder implements Encoder {
    BARE {
        @Override
        public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
            return message(publication.payload());
        }

        @Override
        Message message(Payload payload) {
            return payload.kind() == Payload.Kind.BINARY
                    ? Message.binary(payload.bytes())
                    : Message.text(payload.bytes());
        }

        @Override
        @Nullable Message position(ChannelName channel, Position position) {
            return null;
        }
    },
    ENVELOPE {
        @Override
        public Message publication(ChannelName channel, Publication publication, @Nullable Publication base) {
            Payload payload = publication.payload();
            JsonBytes json =
                    new JsonBytes(payload.size() + payload.size() / 2 + 200).member("channel", channel.value());
            if (publication.offset() > 0) {
                json.member("offset", publication.offset());
            }
            json.member("time", publication.timeMillis());
            ClientInfo publisher = publication.publisher();
            if (publisher != null) {
                if (!publisher.user().isAnonymous()) {
                    json.member("user", publisher.user().value());
                }
                json.member("client", publisher.client());
            }
            if (!publication.tags().isEmpty()) {
                JsonBytes tags = new JsonBytes(100);
                publication.tags().forEach(tags::member);
                json.member("tags", tags);
            }
            return Message.text(json.payload(payload).end());
        }

        @Override
        Message message(Payload payload) {
            return Message.text(
                    new JsonBytes(payload.size() * 2 + 20).payload(payload).end());
        }

        @Override
        Message position(ChannelName channel, Position position) {
            return Message.text(new JsonBytes(100)
                    .member("channel", channel.value())
                    .member("epoch", position.epoch())
                    .member("offset", position.offset())
                    .end());
        }
    };

    @Override
    public abstract Message publication(ChannelName channel, Publication publication, @Nullable Publication base);

    /// What the site says to one client, on no channel.
    abstract Message message(Payload payload);

    /// Where the stream begins for a client, or null when it is not told.
    abstract @Nullable Message position(ChannelName channel, Position position);

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
