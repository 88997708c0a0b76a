-- A node says that it is there.
--
-- When no node has said so for a while, it was Redis that was away, and not they: then each has as long again as it had.
--
-- KEYS 1 when each node was last heard of (sorted set, ms; 0 for one that has left)
-- ARGV 1 the node  2 after how long without a word it counts as gone, ms
-- Answers {1 when it had counted as gone or is new, {nodes that are there}, {nodes that are gone and nobody has seen to}}.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local limit = now - tonumber(ARGV[2])
local latest = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if latest[2] and tonumber(latest[2]) < now - tonumber(ARGV[2]) / 2 then
  for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(0', '+inf')) do
    redis.call('ZADD', KEYS[1], now, node)
  end
end
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
return {
  before and tonumber(before) > limit and 0 or 1,
  redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', limit), '+inf'),
  redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', limit)),
}
