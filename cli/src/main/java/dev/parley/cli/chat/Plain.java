package dev.parley.cli.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is said as plain lines, and the names of those who say it. Any thread.
final class Plain {

    /// People whose names are known; who was heard of longest ago is forgotten.
    private static final int PEOPLE = 5_000;

    private final Map<String, Person> people = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Person> eldest) {
            return size() > PEOPLE;
        }
    };

    synchronized void know(Person person) {
        people.put(person.id(), person);
    }

    void know(List<Person> all) {
        all.forEach(this::know);
    }

    /// Safe to print.
    synchronized String name(String id) {
        Person person = people.get(id);
        return person == null ? "somebody" : person.name();
    }

    synchronized List<Person> people() {
        return List.copyOf(people.values());
    }

    /// `Ann: what she says`, as one line: each line break of the message is a space.
    String line(Message message) {
        return name(message.author()) + ": " + SafeText.line(body(message));
    }

    /// The text with its files; not safe to print.
    static String body(Message message) {
        if (message.deleted()) {
            return "(deleted)";
        }
        StringBuilder body = new StringBuilder(message.text());
        for (String file : message.files()) {
            body.append(body.isEmpty() ? "" : " ").append('[').append(file).append(']');
        }
        return body.toString();
    }
}
