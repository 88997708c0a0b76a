-- A page of a channel's history.
--
-- KEYS 1 what is known of the channel  2 its history
-- ARGV 1 now  2 an epoch for a channel that has none  3 how long to know of one that nobody has published on, ms
--      4 the age of entries in ms, 0 for no bound  5, 6 the epoch and the offset that it is to follow; empty for none
--      7 most entries  8 backward: 1, forward: 0  9 most bytes of payload, after the first entry
--      10, 11 the epoch and the highest offset that the node has seen  12 the time of the publication that it is to follow, as
--      the node knows it; empty when it does not
-- Answers {epoch, offset, 1 when it follows without a gap, {offset, time, head, payload, offset, …}, time of the top}.
local whole = function(n) return string.format('%.0f', n) end
local known = redis.call('HMGET', KEYS[1], 'e', 'o', 't')
local epoch, top, time = known[1], tonumber(known[2] or 0), known[3]
if not epoch then
  epoch, time = ARGV[2], ARGV[1]
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', epoch, 'o', 0, 't', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
elseif epoch == ARGV[10] and top < tonumber(ARGV[11]) then
  epoch = ARGV[2]
  redis.call('HSET', KEYS[1], 'e', epoch)
end
local now, age = math.max(tonumber(ARGV[1]), tonumber(known[3] or 0)), tonumber(ARGV[4])
while age > 0 do
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 64)
  local young = 1
  while young <= #oldest and tonumber(oldest[young][2][2]) <= now - age do young = young + 1 end
  if young > 1 then redis.call('XTRIM', KEYS[2], 'MINID', oldest[young] and oldest[young][1] or whole(top + 1)) end
  if young <= #oldest or #oldest == 0 then break end
end
local first = top - redis.call('XLEN', KEYS[2]) + 1
local backward, limit, bytes = ARGV[8] == '1', tonumber(ARGV[7]), tonumber(ARGV[9])
local since = ARGV[6] ~= '' and tonumber(ARGV[6]) or nil
if since then
  local follows = ARGV[5] == epoch and since <= top + (backward and 1 or 0)
    and (backward or since >= top or since + 1 >= first)
  if follows and ARGV[12] ~= '' then
    local entry = since < top and redis.call('XRANGE', KEYS[2], ARGV[6], ARGV[6])[1]
    local its = since == top and time or entry and entry[2][2] or ARGV[12]
    if its ~= ARGV[12] then
      follows = false
      epoch = ARGV[2]
      redis.call('HSET', KEYS[1], 'e', epoch)
    end
  end
  if not follows then return { epoch, whole(top), 0, {}, time } end
end
local page, taken, size = {}, 0, 0
local at = backward and math.min(top, since and since - 1 or top) or math.max(first, since and since + 1 or first)
while taken < limit and at >= first and at <= top do
  local count = math.min(64, limit - taken)
  local entries
  if backward then
    entries = redis.call('XREVRANGE', KEYS[2], whole(at), '-', 'COUNT', count)
  else
    entries = redis.call('XRANGE', KEYS[2], whole(at), '+', 'COUNT', count)
  end
  if #entries == 0 then break end
  for _, entry in ipairs(entries) do
    local fields = entry[2]
    size = size + #fields[6]
    if size > bytes and taken > 0 then return { epoch, whole(top), 1, page, time } end
    page[#page + 1] = string.match(entry[1], '^%d+')
    page[#page + 1] = fields[2]
    page[#page + 1] = fields[4]
    page[#page + 1] = fields[6]
    taken = taken + 1
    at = at + (backward and -1 or 1)
  end
end
return { epoch, whole(top), 1, page, time }
