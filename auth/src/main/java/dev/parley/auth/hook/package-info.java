/// Hooks: what the site's backend is asked over HTTP before a client may do something. The ecosystem calls them proxies;
/// requests and replies have its shapes.
@NullMarked
package dev.parley.auth.hook;

import org.jspecify.annotations.NullMarked;
