package dev.parley.cli.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody of the chat.
///
/// @param id what the server calls them; never shown
/// @param name safe to print
record Person(String id, String name) {

    static @Nullable Person of(Fields fields) {
        String id = fields.text("id");
        String name = fields.text("name");
        return id.isEmpty() || name.isEmpty() ? null : new Person(id, SafeText.line(name));
    }

    /// The `people` of an answer: an object from id to person.
    static List<Person> all(Fields people) {
        List<Person> all = new ArrayList<>();
        for (String id : people.values().keySet()) {
            Person person = of(people.object(id));
            if (person != null) {
                all.add(person);
            }
        }
        return all;
    }
}
