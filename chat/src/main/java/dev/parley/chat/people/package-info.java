/// Who is who in the chat.
@NullMarked
package dev.parley.chat.people;

import org.jspecify.annotations.NullMarked;
