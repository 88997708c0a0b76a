-- What is at the front of a bucket. From now on only this term, and later ones, may take something away from it.
--
-- KEYS 1 the events of the bucket  2 the latest term that has read them
-- ARGV 1 the term  2 behind which entry to begin; empty for the first  3 most entries  4 most bytes, after the first
--      5 most entries to look at  6 … keys whose events stay where they are
-- Answers {the latest term, the entry behind which to go on; empty at the end, {entry, {fields}, entry, …}}.
local latest = tonumber(redis.call('GET', KEYS[2]) or 0)
if latest > tonumber(ARGV[1]) then return { string.format('%.0f', latest), '', {} } end
if latest < tonumber(ARGV[1]) then redis.call('SET', KEYS[2], ARGV[1]) end
local held = {}
for i = 6, #ARGV do held[ARGV[i]] = true end
local from = ARGV[2] == '' and '-' or '(' .. ARGV[2]
local most, bytes, looks = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local found, size, last = {}, 0, ''
while looks > 0 do
  local count = math.min(16, looks)
  local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', count)
  for _, entry in ipairs(entries) do
    if not held[entry[2][2]] then
      for _, field in ipairs(entry[2]) do size = size + #field end
      if #found >= 2 * most or (size > bytes and #found > 0) then return { ARGV[1], last, found } end
      found[#found + 1] = entry[1]
      found[#found + 1] = entry[2]
    end
    last = entry[1]
    from = '(' .. last
  end
  looks = looks - count
  if #entries < count then return { ARGV[1], '', found } end
end
return { ARGV[1], last, found }
