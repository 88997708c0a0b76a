-- The newest of a user's messages.
--
-- KEYS 1 the user's messages (stream; the id of an entry is that of the message)
-- ARGV 1 now, ms  2 how long a message waits, ms
-- Answers {its id, 0 when there is none}.
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local id = newest and string.match(newest[1], '^%d+')
if not id or tonumber(id) <= ARGV[1] - ARGV[2] then return { '0' } end
return { id }
