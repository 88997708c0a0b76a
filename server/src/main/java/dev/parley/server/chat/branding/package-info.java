/// The chat in its owner's colours, and on its owner's pages: title, logo, emoticons, and what puts it there.
@NullMarked
package dev.parley.server.chat.branding;

import org.jspecify.annotations.NullMarked;
