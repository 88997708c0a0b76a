-- Puts back marks that were lost, where there are none, and says so.
--
-- KEYS 1 marks (hash)  2 log of changes (stream; the id of an entry is VERSION-RANDOM)
-- ARGV 1 where nodes listen  2 the command that says it  3 entries that the log keeps  4 which node  5 a random number
--      6, 7 name and mark, and so on
-- Answers {how many were put back}.
local top = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
local version = top and tonumber(string.match(top[1], '^%d+')) or 0
local back = 0
for i = 6, #ARGV, 2 do
  if redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then
    back = back + 1
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], string.format('%.0f-%s', version + back, ARGV[5]),
      'n', ARGV[i], 'm', ARGV[i + 1], 'w', ARGV[4], 'c', '0')
  end
end
if back > 0 then redis.call(ARGV[2], ARGV[1], string.format('%.0f', version + back)) end
return { back }
