-- Takes messages that a user has got. Their keys are remembered for a while.
--
-- KEYS 1 the user's messages (stream; the id of an entry is that of the message)
-- ARGV 1 now, ms  2 how long a message waits, ms  3 in front of the user's keys  4 how long a key is remembered, ms
--      5 `up to` the message that follows, or `each` of those that follow  6 id, and so on
-- Answers {how many there were}.
redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', math.max(0, ARGV[1] - ARGV[2] + 1)))
local taken = 0
local take = function(entry)
  local key = entry[2][10]
  if key ~= '' then
    redis.call('SET', ARGV[3] .. key, string.match(entry[1], '^%d+') .. ' ' .. ARGV[1], 'PX', ARGV[4])
  end
  taken = taken + redis.call('XDEL', KEYS[1], entry[1])
end
if ARGV[5] == 'up to' then
  local entries
  repeat
    entries = redis.call('XRANGE', KEYS[1], '-', ARGV[6], 'COUNT', 64)
    for _, entry in ipairs(entries) do take(entry) end
  until #entries == 0
else
  for i = 6, #ARGV do
    for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])) do take(entry) end
  end
end
if taken > 0 and redis.call('XLEN', KEYS[1]) == 0 then redis.call('DEL', KEYS[1]) end
return { taken }
