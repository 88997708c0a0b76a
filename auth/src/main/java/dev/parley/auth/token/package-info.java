/// JSON Web Tokens of the site's backend: who connects, who may subscribe, and what was taken back before its time.
@NullMarked
package dev.parley.auth.token;

import org.jspecify.annotations.NullMarked;
