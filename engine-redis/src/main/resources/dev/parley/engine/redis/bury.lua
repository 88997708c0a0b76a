-- Takes the sessions of a node that is gone out of a channel, and says so.
--
-- KEYS 1 who is there (hash)  2 the channels of this bucket on which the node has somebody (hash)
-- ARGV 1 how an entry of that node begins  2 how the message begins that somebody has left it  3 where nodes listen
--      4 the command that says it  5 the channel's field
-- Answers {what was known of each, …}.
local gone = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i + 1], 1, #ARGV[1]) == ARGV[1] then
    redis.call('HDEL', KEYS[1], all[i])
    redis.call(ARGV[4], ARGV[3], ARGV[2] .. string.sub(all[i + 1], #ARGV[1] + 1))
    gone[#gone + 1] = all[i + 1]
  end
end
redis.call('HDEL', KEYS[2], ARGV[5])
return gone
