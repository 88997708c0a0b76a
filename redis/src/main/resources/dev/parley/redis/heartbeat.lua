-- A node says that it is there.
--
-- KEYS 1 when each node was last heard of (sorted set, ms)
-- ARGV 1 the node  2 after how long without a word it counts as gone, ms
-- Answers {1 when it had counted as gone or is new, {nodes that are there}, {nodes that are gone and nobody has seen to}}.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
local limit = now - tonumber(ARGV[2])
return {
  before and tonumber(before) > limit and 0 or 1,
  redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', limit), '+inf'),
  redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', limit)),
}
