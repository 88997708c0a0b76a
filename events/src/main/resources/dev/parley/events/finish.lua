-- What was on nodes that are gone, and has not come back in time, is absent.
--
-- KEYS 1 what was on nodes that are gone (see attend.lua)  2 the events of this bucket
-- ARGV 1 now  2 how the keys of names begin  3 how long to remember when somebody was there, ms; 0 for not at all
--      4 how many events may wait; empty when nobody wants them  5 where it is said that one has come  6 the command that says it
--      7 how the events' ids begin  8 how their keys begin  9 their type  10 most names
-- Answers {how many are finished, how many have become absent, 1 unless there was no room}.
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[10])
local absent = 0
for i, each in ipairs(due) do
  local node, name = string.match(each, '^(%S+) (.*)$')
  local key = ARGV[2] .. name
  local back = redis.call('HGET', key, '@' .. node)
  if back and back ~= '1' then
    local others = -1
    for _, field in ipairs(redis.call('HKEYS', key)) do
      if string.sub(field, 1, 1) == '@' then others = others + 1 end
    end
    if others == 0 and redis.call('HEXISTS', key, 'on') == 1 then
      if ARGV[4] ~= '' then
        if redis.call('XLEN', KEYS[2]) >= tonumber(ARGV[4]) then return { i - 1, absent, 0 } end
        redis.call('XADD', KEYS[2], '*', 'k', ARGV[8] .. name, 't', ARGV[1], 'i', ARGV[7] .. i, 'y', ARGV[9])
        if redis.call('XLEN', KEYS[2]) == 1 then redis.call(ARGV[6], ARGV[5], '') end
      end
      absent = absent + 1
      redis.call('HDEL', key, 'on')
      if ARGV[3] ~= '0' then redis.call('PEXPIRE', key, ARGV[3]) end
    end
    redis.call('HDEL', key, '@' .. node)
    if ARGV[3] == '0' and others == 0 then redis.call('DEL', key) end
  end
  redis.call('ZREM', KEYS[1], each)
end
return { #due, absent, 1 }
