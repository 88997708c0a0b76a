package dev.parley.dialects.centrifuge;

import dev.parley.hub.Encoder;
import dev.parley.hub.Message;

/// The two formats of the protocol.
public final class Wire {

    /// Text messages of JSON. The default.
    public static final Wire JSON = new Wire(new JsonCommands(), new JsonReplies());

    /// Binary messages, each command and reply with its length before it. Agreed on by the subprotocol `centrifuge-protobuf`.
    public static final Wire PROTOBUF = new Wire(new ProtobufCommands(), new ProtobufReplies());

    /// The subprotocol that asks for Protobuf.
    public static final String PROTOBUF_SUBPROTOCOL = "centrifuge-protobuf";

    final Commands commands;
    final Replies replies;

    /// What many get: with, and without deltas.
    final Encoder whole;

    final Encoder deltas;

    /// The protocol's ping.
    final Message ping;

    private Wire(Commands commands, Replies replies) {
        this.commands = commands;
        this.replies = replies;
        whole = new ChannelPushes(replies, false);
        deltas = new ChannelPushes(replies, true);
        ByteOutput out = new ByteOutput(2);
        replies.ping(out);
        ping = message(out);
    }

    /// What has been written as a message.
    Message message(ByteOutput out) {
        return replies.text() ? Message.text(out.copy()) : Message.binary(out.copy());
    }
}
