/// The chat as this server serves it: where it is kept ([ChatData]), and who one is, over HTTP ([SessionEndpoints]). What it does
/// is in the module `chat`.
@NullMarked
package dev.parley.server.chat;

import org.jspecify.annotations.NullMarked;
