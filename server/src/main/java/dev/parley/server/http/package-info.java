/// What plain HTTP gets: the pages, the owner's own pages, health, and clear answers for everything else.
@NullMarked
package dev.parley.server.http;

import org.jspecify.annotations.NullMarked;
