-- What follows in the log of changes, for a node that is listed from now on as one that reads it.
--
-- KEYS 1 log of changes (stream; the id of an entry is VERSION-RANDOM)
--      2 who reads it, and when each has (sorted set, ms)
-- ARGV 1 the node  2 the id of the entry that it has read last: 0-0 when the log was empty, empty when it knows nothing
--      3 most entries  4 for how long a reading counts, ms
-- Answers {what that is, the id of the last entry, {id, name, mark, node, number, id, …}}: `follows`; or nothing follows, for
-- it is `new`, `behind` (the log does not reach back that far) or what it has read was `lost`.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now - tonumber(ARGV[4])))
redis.call('ZADD', KEYS[2], now, ARGV[1])
local version = function(id) return tonumber(string.match(id, '^%d+')) end
local seen, most = ARGV[2], tonumber(ARGV[3])
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local top = last and last[1] or '0-0'
if seen == '' then return { 'new', top, {} } end
local page = redis.call('XRANGE', KEYS[1], seen, '+', 'COUNT', most + 1)
local at = 1
if seen ~= '0-0' then
  if not page[1] or page[1][1] ~= seen then
    local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
    return { first and version(first[1]) > version(seen) and 'behind' or 'lost', top, {} }
  end
  at = 2
elseif page[1] and version(page[1][1]) > 1 then
  return { 'behind', top, {} }
end
local entries = {}
for i = at, math.min(#page, at + most - 1) do
  local fields = page[i][2]
  entries[#entries + 1] = page[i][1]
  for field = 2, 8, 2 do entries[#entries + 1] = fields[field] end
end
return { 'follows', top, entries }
