package dev.parley.cli.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A room as the server tells of it.
///
/// @param name safe to print
/// @param unread how many messages are not read yet
/// @param with the ids of those in a private talk
record Room(String id, String name, String kind, String topic, long unread, List<String> with) {

    static @Nullable Room of(Fields fields) {
        String id = fields.text("id");
        if (id.isEmpty()) {
            return null;
        }
        String name = fields.text("name");
        return new Room(
                id,
                SafeText.line(name.isEmpty() ? id : name),
                fields.text("kind"),
                SafeText.line(fields.text("topic")),
                fields.number("unread"),
                fields.texts("with"));
    }

    static List<Room> all(Fields answer) {
        return answer.objects("rooms").stream()
                .<Room>mapMulti((fields, all) -> {
                    Room room = of(fields);
                    if (room != null) {
                        all.accept(room);
                    }
                })
                .toList();
    }

    boolean isPrivate() {
        return kind.equals("private") || kind.equals("support");
    }
}
