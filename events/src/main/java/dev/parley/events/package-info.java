/// What waits until somebody has taken it: events for the site's backend, pushes for users.
@NullMarked
package dev.parley.events;

import org.jspecify.annotations.NullMarked;
