-- Keeps a message for a user.
--
-- KEYS 1 the user's messages (stream; the id of an entry is that of the message)  2 the id of the user's last message
--      3 what became of the idempotency key (`ID` while the message waits, then `ID TIME` with when it was taken)
-- ARGV 1 now, ms  2 how long a message waits, ms  3 how many may wait  4 kind  5 payload  6 tags
--      7 idempotency key, empty for none  8 how long the key of a message is remembered after it was taken, ms
-- Answers {what became of it, its id}.
local whole = function(n) return string.format('%.0f', n) end
local now, age = tonumber(ARGV[1]), tonumber(ARGV[2])
if ARGV[7] ~= '' then
  local id, taken = string.match(redis.call('GET', KEYS[3]) or '', '^(%d+) ?(%d*)$')
  if id and (taken ~= '' and tonumber(taken) > now - tonumber(ARGV[8]) or taken == '' and tonumber(id) > now - age) then
    return { 'known', id }
  end
end
redis.call('XTRIM', KEYS[1], 'MINID', whole(math.max(0, now - age + 1)))
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[3]) then return { 'full', '0' } end
local id = whole(math.max(now, tonumber(redis.call('GET', KEYS[2]) or 0) + 1))
redis.call('XADD', KEYS[1], id .. '-0', 'k', ARGV[4], 'p', ARGV[5], 'g', ARGV[6], 't', ARGV[1], 'i', ARGV[7])
redis.call('PEXPIRE', KEYS[1], whole(age + 60000))
redis.call('SET', KEYS[2], id, 'PX', whole(age + 120000))
if ARGV[7] ~= '' then redis.call('SET', KEYS[3], id, 'PX', whole(age + 60000)) end
return { 'kept', id }
