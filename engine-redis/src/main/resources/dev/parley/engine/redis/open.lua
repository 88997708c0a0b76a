-- Where a channel is. One that nobody knows gets an epoch, and so does one whose top is lower than what was seen of it.
--
-- KEYS 1 what is known of the channel  2 its history
-- ARGV 1 now  2 an epoch for a channel that needs one  3, 4 the epoch and the highest offset that the node has seen
--      5 how long to know of a channel that nobody has published on, ms
-- Answers {epoch, offset}.
local known = redis.call('HMGET', KEYS[1], 'e', 'o')
if not known[1] then
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', ARGV[2], 'o', 0, 't', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  return { ARGV[2], '0' }
end
if known[1] == ARGV[3] and tonumber(known[2]) < tonumber(ARGV[4]) then
  redis.call('HSET', KEYS[1], 'e', ARGV[2])
  return { ARGV[2], known[2] }
end
return { known[1], known[2] }
