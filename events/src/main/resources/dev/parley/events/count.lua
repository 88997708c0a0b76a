-- How much waits in a bucket.
--
-- KEYS 1 its events
-- Answers {how many, when the first has come in ms, 0 when there is none}.
local count = redis.call('XLEN', KEYS[1])
if count == 0 then return { 0, '0' } end
return { count, string.match(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][1], '^%d+') }
