/// Redis as the nodes of one site use it: the connections to it, and what nodes know of each other.
/// [dev.parley.redis.Redis] is the door.
@NullMarked
package dev.parley.redis;

import org.jspecify.annotations.NullMarked;
