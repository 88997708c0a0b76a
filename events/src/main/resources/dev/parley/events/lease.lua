-- Which node tells the backend: the one that has the lease. Each that takes it begins a term with a higher number.
--
-- KEYS 1 the lease  2 the latest term  3 what was counted last (hash: n events that wait, t when the oldest has come)
-- ARGV 1 the node's term, 0 for none  2 how long the lease is good, ms  3 the least number of a new term
--      4 what the node has counted, empty for nothing  5 when the oldest has come  6 whether it would take the lease: 1 or 0
-- Answers {the node's term, 0 for none, events that wait, when the oldest has come}.
local term, held = ARGV[1], redis.call('GET', KEYS[1])
if held and held ~= term then
  term = '0'
elseif held then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
elseif ARGV[6] == '1' then
  local clock = redis.call('TIME')
  local next = math.max(clock[1] * 1000 + math.floor(clock[2] / 1000), tonumber(ARGV[3]),
    tonumber(redis.call('GET', KEYS[2]) or 0) + 1)
  term = string.format('%.0f', next)
  redis.call('SET', KEYS[2], term)
  redis.call('SET', KEYS[1], term, 'PX', ARGV[2])
else
  term = '0'
end
if term ~= '0' and ARGV[4] ~= '' then redis.call('HSET', KEYS[3], 'n', ARGV[4], 't', ARGV[5]) end
local counted = redis.call('HMGET', KEYS[3], 'n', 't')
return { term, counted[1] or '0', counted[2] or '0' }
