/// The engine that many nodes share. [dev.parley.engine.redis.RedisEngine] is its door; each channel is one script away from
/// Redis, and one publish/subscribe channel of it.
@NullMarked
package dev.parley.engine.redis;

import org.jspecify.annotations.NullMarked;
