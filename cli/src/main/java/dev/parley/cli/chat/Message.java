package dev.parley.cli.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something said in a room. All texts are as their writers wrote them: not safe to print.
///
/// @param position its place in the room: 1, 2, 3, … without a gap; 0 in what a reply says of the other message
/// @param time milliseconds since 1970
record Message(
        String id,
        long position,
        String author,
        long time,
        String text,
        @Nullable Message reply,
        boolean edited,
        boolean deleted,
        List<String> files) {

    /// Null for what is no message.
    static @Nullable Message of(Fields fields) {
        String id = fields.text("id");
        long position = fields.number("position");
        if (id.isEmpty() || position < 1) {
            return null;
        }
        Fields reply = fields.object("reply");
        return new Message(
                id,
                position,
                fields.text("author"),
                fields.number("time"),
                fields.text("text"),
                reply.text("id").isEmpty() ? null : excerpt(reply),
                fields.has("edited"),
                fields.has("deleted"),
                fields.objects("files").stream().map(file -> file.text("name")).toList());
    }

    /// The message that another one answers.
    private static Message excerpt(Fields reply) {
        return new Message(
                reply.text("id"),
                0,
                reply.text("author"),
                0,
                reply.text("text"),
                null,
                false,
                reply.is("deleted"),
                List.of());
    }

    static List<Message> all(Fields answer) {
        return answer.objects("messages").stream()
                .<Message>mapMulti((fields, all) -> {
                    Message message = of(fields);
                    if (message != null) {
                        all.accept(message);
                    }
                })
                .toList();
    }
}
