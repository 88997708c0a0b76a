-- Removes marks that have ended.
--
-- KEYS 1 marks (hash; BEFORE UNTIL)
-- ARGV 1 now, in seconds  2 a name, and so on
-- Answers {how many}.
local gone, now = 0, tonumber(ARGV[1])
for i = 2, #ARGV do
  local mark = redis.call('HGET', KEYS[1], ARGV[i])
  local ends = mark and tonumber(string.match(mark, '%d+$'))
  if ends and ends ~= 0 and ends <= now then gone = gone + redis.call('HDEL', KEYS[1], ARGV[i]) end
end
return { gone }
