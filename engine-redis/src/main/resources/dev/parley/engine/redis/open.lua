-- Where a channel is. One that nobody knows gets an epoch, and so does one that is not what was seen and told of it.
--
-- KEYS 1 what is known of the channel  2 its history
-- ARGV 1 now  2 an epoch for a channel that needs one  3, 4 the epoch and the highest offset that the node has seen
--      5 how long to know of a channel that nobody has published on, ms
--      6, 7 the offset, of that epoch, and the time of the last publication that was told; of the beginning when it is none
-- Answers {epoch, offset, time}.
local known = redis.call('HMGET', KEYS[1], 'e', 'o', 't')
if not known[1] then
  -- nobody can have had anything of it where nothing has been seen: then nothing is lost with it
  local same = ARGV[3] ~= '' and ARGV[4] == '0'
  local epoch, time = same and ARGV[3] or ARGV[2], same and ARGV[7] or ARGV[1]
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', epoch, 'o', 0, 't', time)
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  return { epoch, '0', time }
end
if known[1] == ARGV[3] then
  local top, told = tonumber(known[2]), tonumber(ARGV[6])
  local time = known[3]
  if told < top then
    local entry = redis.call('XRANGE', KEYS[2], ARGV[6], ARGV[6])[1]
    time = entry and entry[2][2] or ARGV[7]
  end
  if top < tonumber(ARGV[4]) or time ~= ARGV[7] then
    redis.call('HSET', KEYS[1], 'e', ARGV[2])
    return { ARGV[2], known[2], known[3] }
  end
end
return { known[1], known[2], known[3] }
