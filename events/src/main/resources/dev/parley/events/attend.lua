-- A node says that somebody is there for a name, or that nobody is any more. The name is present while it is on any node, or
-- was on one that is gone and may come back.
--
-- KEYS 1 the name (hash: `on` 1 when present as was told, `seen` when somebody was there last in ms, and for each node `@NODE`:
--        1, or until when somebody who was on it may come back when it is gone)
--      2 the names that the node has in this bucket (set)
--      3 what was on nodes that are gone: `NODE NAME` by until when it may come back (sorted set)
--      4 the events of this bucket
-- ARGV 1 whether somebody is there: 1 or 0  2 the node  3 the name  4 when somebody was there last, ms
--      5 how long to remember that, ms; 0 for not at all
--      6 how many events may wait; empty when nobody wants them  7 where it is said that one has come  8 the command that says it
--      9 the event's id  10 its key  11 its time  12 its type
-- Answers {changed, same or full}.
local mine, on, seen, others, gone = '@' .. ARGV[2], false, 0, 0, {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local field, value = all[i], all[i + 1]
  if field == 'on' then
    on = true
  elseif field == 'seen' then
    seen = tonumber(value)
  elseif field ~= mine then
    others = others + 1
    if value ~= '1' then gone[#gone + 1] = string.sub(field, 2) end
  end
end
local present = ARGV[1] == '1'
local changes = present and not on or not present and on and others == 0
if changes and ARGV[6] ~= '' then
  if redis.call('XLEN', KEYS[4]) >= tonumber(ARGV[6]) then return { 'full' } end
  redis.call('XADD', KEYS[4], '*', 'k', ARGV[10], 't', ARGV[11], 'i', ARGV[9], 'y', ARGV[12])
  if redis.call('XLEN', KEYS[4]) == 1 then redis.call(ARGV[8], ARGV[7], '') end
end
redis.call('ZREM', KEYS[3], ARGV[2] .. ' ' .. ARGV[3])
if present then
  redis.call('HSET', KEYS[1], mine, 1, 'on', 1)
  redis.call('PERSIST', KEYS[1])
  redis.call('SADD', KEYS[2], ARGV[3])
  for _, node in ipairs(gone) do
    redis.call('HDEL', KEYS[1], '@' .. node)
    redis.call('ZREM', KEYS[3], node .. ' ' .. ARGV[3])
  end
else
  redis.call('HDEL', KEYS[1], mine)
  redis.call('SREM', KEYS[2], ARGV[3])
  if on and tonumber(ARGV[4]) > seen then redis.call('HSET', KEYS[1], 'seen', ARGV[4]) end
  if changes then
    redis.call('HDEL', KEYS[1], 'on')
    if ARGV[5] == '0' then redis.call('DEL', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
  end
end
return { changes and 'changed' or 'same' }
