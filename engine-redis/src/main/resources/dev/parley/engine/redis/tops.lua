-- Where many channels of a bucket are.
--
-- KEYS what is known of each
-- Answers {epoch, offset, time, epoch, …}; all empty for a channel that nobody knows.
local tops = {}
for i = 1, #KEYS do
  local known = redis.call('HMGET', KEYS[i], 'e', 'o', 't')
  tops[#tops + 1] = known[1] or ''
  tops[#tops + 1] = known[2] or ''
  tops[#tops + 1] = known[3] or ''
end
return tops
