/// What the languages of clients without an SDK have in common; each has a package of its own below.
@NullMarked
package dev.parley.dialects;

import org.jspecify.annotations.NullMarked;
