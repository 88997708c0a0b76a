/// Who may come in: the hosts we serve, and the pages that may open a WebSocket here.
@NullMarked
package dev.parley.server.access;

import org.jspecify.annotations.NullMarked;
