/// Who is who in the chat: guests with a name, local accounts, and the people of the site.
///
/// [dev.parley.chat.people.People] is the door. Names that look like another's are found by
/// [dev.parley.chat.people.PersonNames]; who one is over visits is proved by [dev.parley.chat.people.ChatSessions].
@NullMarked
package dev.parley.chat.people;

import org.jspecify.annotations.NullMarked;
