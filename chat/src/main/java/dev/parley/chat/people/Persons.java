package dev.parley.chat.people;

import dev.parley.chat.storage.ChatException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who the chat's people are. Any thread; may block: for virtual threads.
public interface Persons {

    /// @return null when nobody with that id was ever seen
    @Nullable Person person(String id) throws ChatException;

    /// Those of them who were ever seen, by id.
    Map<String, Person> persons(Collection<String> ids) throws ChatException;

    /// Somebody has come with a token of the site, which says that of them: from now on they are known like that.
    ///
    /// @return how others see them
    Person seen(Person claimed) throws ChatException;

    /// Those whose names begin so, whatever their case, in the order of their names.
    ///
    /// @param limit 1 to 100
    List<Person> named(String prefix, int limit) throws ChatException;

    /// The same of those who are in a room.
    ///
    /// @param limit 1 to 100
    List<Person> named(String prefix, String room, int limit) throws ChatException;

    /// The same of those who are in a room in which somebody is, too.
    ///
    /// @param limit 1 to 100
    List<Person> namedNear(String user, String prefix, int limit) throws ChatException;
}
