/// `parley chat`: the chat of a Parley server in a terminal, or in a pipe.
@NullMarked
package dev.parley.cli.chat;

import org.jspecify.annotations.NullMarked;
