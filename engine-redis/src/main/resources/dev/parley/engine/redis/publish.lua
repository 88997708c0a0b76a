-- Publishes: decides the place, keeps it, tells all nodes.
--
-- KEYS  1 what is known of the channel (hash: e epoch, o top offset, t latest time, v and w last version and its epoch)
--       2 its history (stream; the id of an entry is its offset)
--       3 what became of the idempotency key; 2 and 3 are 1 once more where there is none  4 the events of this bucket; only where the backend is told
-- ARGV  1 where nodes listen  2 now  3 head  4 payload  5 an epoch for a channel that has none
--       6, 7 the epoch and the highest offset that the node has seen
--       8 mode: keep, pass (it has a history, but this is not kept), bare (it has none)
--       9 most entries, 0 for no bound  10 their age in ms, 0 for no bound  11 how long to know of an idle channel, 0 for ever
--      12 digest of what is published, empty without a key  13 the prefix of keys' names  14 the key
--      15 version, 19 digits; empty for none  16 its epoch  17 who publishes  18 how long a key lives at least, ms
--      19 the command that says it
--      20 the time of the publication at the highest offset that was seen
--      with events: 21 how many may wait  22 where it is said that one has come  23 its key  24 its id; empty when it is its place
-- Answers {what became of it, offset, epoch, time, the time of the publication before it}.
local whole = function(n) return string.format('%.0f', n) end
local mode, size, age = ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10])
local known = redis.call('HMGET', KEYS[1], 'e', 'o', 't', 'v', 'w')
local epoch, top, now = known[1], tonumber(known[2] or 0), math.max(tonumber(ARGV[2]), tonumber(known[3] or 0))

local before = known[3] or whole(now)

if mode == 'bare' then
  epoch = '-'
elseif not epoch then
  -- nobody can have had anything of it where nothing has been seen: then nothing is lost with it
  local same = ARGV[6] ~= '' and ARGV[7] == '0'
  epoch, top = same and ARGV[6] or ARGV[5], 0
  before = same and ARGV[20] or before
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', epoch, 'o', 0, 't', before)
elseif epoch == ARGV[6] and (top < tonumber(ARGV[7]) or (ARGV[7] == known[2] and ARGV[20] ~= known[3])) then
  epoch = ARGV[5]
  redis.call('HSET', KEYS[1], 'e', epoch)
end

if ARGV[12] ~= '' then
  local used = redis.call('GET', KEYS[3])
  if used then
    local digest, offset, expires, of = string.match(used, '^(%S+) (%d+) (%d+) (%S+)$')
    local alive = tonumber(expires) > now
    if not alive and offset ~= '0' and of == epoch then
      local entry = redis.call('XRANGE', KEYS[2], offset, offset)[1]
      alive = entry and (age == 0 or tonumber(entry[2][2]) > now - age)
    end
    if alive then
      return { digest == ARGV[12] and 'repeated' or 'reused', offset, of, whole(now) }
    end
  end
end

if ARGV[15] ~= '' and known[4] and ARGV[15] <= known[4] and (ARGV[16] == '' or ARGV[16] == known[5]) then
  return { 'outdated', whole(top), epoch, whole(now) }
end

if KEYS[4] and redis.call('XLEN', KEYS[4]) >= tonumber(ARGV[21]) then
  return { 'full', whole(top), epoch, whole(now) }
end

-- What lies behind the bounds goes, and with it the keys that live as long as it.
local drop = function(entries)
  for _, entry in ipairs(entries) do
    local key = entry[2][7]
    if key then redis.pcall('PEXPIRE', ARGV[13] .. entry[2][8], ARGV[18]) end -- while its slot moves it may not be here
  end
end

local offset = 0
if mode == 'keep' then
  top = top + 1
  offset = top
  if ARGV[12] ~= '' then
    redis.call('XADD', KEYS[2], whole(top) .. '-0', 't', whole(now), 'h', ARGV[3], 'p', ARGV[4], 'k', ARGV[14])
  else
    redis.call('XADD', KEYS[2], whole(top) .. '-0', 't', whole(now), 'h', ARGV[3], 'p', ARGV[4])
  end
  redis.call('HSET', KEYS[1], 'o', whole(top), 't', whole(now))
  if ARGV[15] ~= '' then redis.call('HSET', KEYS[1], 'v', ARGV[15], 'w', ARGV[16]) end
  local excess = size > 0 and redis.call('XLEN', KEYS[2]) - size or 0
  if excess > 0 then
    if age == 0 then drop(redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', excess)) end
    redis.call('XTRIM', KEYS[2], 'MAXLEN', size)
  end
  if age > 0 then
    local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 16)
    local young = 1
    while young <= #oldest and tonumber(oldest[young][2][2]) <= now - age do young = young + 1 end
    if young > 1 then
      redis.call('XTRIM', KEYS[2], 'MINID', oldest[young] and oldest[young][1] or whole(top + 1))
    end
    redis.call('PEXPIRE', KEYS[2], whole(age + 60000))
  end
  if ARGV[11] ~= '0' then
    redis.call('PEXPIRE', KEYS[1], whole(math.max(tonumber(ARGV[11]), age) + 120000))
  else
    redis.call('PERSIST', KEYS[1])
  end
end

if ARGV[12] ~= '' then
  local least = tonumber(ARGV[18])
  local value = ARGV[12] .. ' ' .. whole(offset) .. ' ' .. whole(now + least) .. ' ' .. epoch
  if mode == 'keep' and age == 0 then
    redis.call('SET', KEYS[3], value)
  else
    redis.call('SET', KEYS[3], value, 'PX', whole(math.max(mode == 'keep' and age or 0, least) + 60000))
  end
end

if KEYS[4] then
  redis.call('XADD', KEYS[4], '*', 'k', ARGV[23], 't', whole(now), 'i', ARGV[24],
    'o', whole(offset), 'e', epoch, 'h', ARGV[3], 'p', ARGV[4])
  if redis.call('XLEN', KEYS[4]) == 1 then redis.call(ARGV[19], ARGV[22], '') end
end

redis.call(ARGV[19], ARGV[1], table.concat({ 'p', whole(offset), epoch, whole(now), ARGV[17], #ARGV[3], before }, ' ')
  .. '\n' .. ARGV[3] .. ARGV[4])
return { 'published', whole(offset), epoch, whole(now), before }
