-- Somebody comes or leaves.
--
-- KEYS 1 who is there (hash)  2 the channels of this bucket on which the node has somebody, and its counts (hash)
--      3 the last time that the node was taken for gone
-- ARGV 1 the count  2, 3 what it has to be, and what it is then  4 the channel's field  5 what stands there; empty when the
--      node has nobody there any more  6 the client  7 who it is, as it is said; empty when it leaves
--      8 where nodes listen; empty when they are not told  9, 10 how that begins of somebody who has come, or left
--      11 the command that says it  12 what is said of one that leaves and is not there; empty when nothing is
--      13 the last time that it was taken for gone, as it knows
-- Answers {1 when something has changed}.
local before = redis.call('HGET', KEYS[1], ARGV[6])
local coming = ARGV[7] ~= ''
local mine = before and string.sub(before, 1, #ARGV[9]) == ARGV[9]
local message = ''
if coming then
  redis.call('HSET', KEYS[1], ARGV[6], ARGV[7])
  if not before then message = ARGV[7] end
elseif mine then
  redis.call('HDEL', KEYS[1], ARGV[6])
  message = ARGV[10] .. string.sub(before, #ARGV[9] + 1)
elseif not before and (redis.call('GET', KEYS[3]) or ARGV[13]) == ARGV[13] then
  message = ARGV[12] -- Redis has forgotten it, and nobody else has said that it left
end
if ARGV[8] ~= '' and message ~= '' then redis.call(ARGV[11], ARGV[8], message) end
if ARGV[5] == '' then
  redis.call('HDEL', KEYS[2], ARGV[4])
else
  redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
end
if (redis.call('HGET', KEYS[2], ARGV[1]) or '0') == ARGV[2] then redis.call('HSET', KEYS[2], ARGV[1], ARGV[3]) end
return { message == '' and 0 or 1 }
