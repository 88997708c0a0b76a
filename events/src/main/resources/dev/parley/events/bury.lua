-- A node is gone: what was on it may come back for a while.
--
-- KEYS 1 the names that the node had in this bucket (set)  2 what was on nodes that are gone (see attend.lua)
-- ARGV 1 the node  2 how the keys of names begin  3 until when they may come back, ms  4 when the node was last there, ms
--      5 most names
-- Answers {how many}.
local names = redis.call('SPOP', KEYS[1], ARGV[5])
for _, name in ipairs(names) do
  local key, node = ARGV[2] .. name, '@' .. ARGV[1]
  if redis.call('HGET', key, node) == '1' then
    redis.call('HSET', key, node, ARGV[3])
    if tonumber(ARGV[4]) > tonumber(redis.call('HGET', key, 'seen') or 0) then
      redis.call('HSET', key, 'seen', ARGV[4])
    end
    redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1] .. ' ' .. name)
  end
end
return { #names }
