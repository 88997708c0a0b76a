-- A page of a user's messages, the oldest first.
--
-- KEYS 1 the user's messages (stream; the id of an entry is that of the message)
-- ARGV 1 now, ms  2 how long a message waits, ms  3 the id that they follow  4 most messages
--      5 bytes of payload: the page ends behind the message that reaches them
-- Answers {id, kind, payload, tags, time, id, …}.
local limit, bytes, page, size = tonumber(ARGV[4]), tonumber(ARGV[5]), {}, 0
local old = math.max(0, ARGV[1] - ARGV[2])
local from = '(' .. (tonumber(ARGV[3]) > old and ARGV[3] or string.format('%.0f', old))
while limit > 0 and size < bytes do
  local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', math.min(limit, 16))
  if #entries == 0 then break end
  for _, entry in ipairs(entries) do
    if size >= bytes then break end
    local fields = entry[2]
    page[#page + 1] = string.match(entry[1], '^%d+')
    for field = 2, 8, 2 do page[#page + 1] = fields[field] end
    size = size + #fields[4]
  end
  limit = limit - #entries
  from = '(' .. entries[#entries][1]
end
return page
