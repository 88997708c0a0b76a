/// Who is it, and what may they do: tokens, keys, and what the site's backend is asked.
@NullMarked
package dev.parley.auth;

import org.jspecify.annotations.NullMarked;
