-- Forgets a channel's history. Epoch and offsets go on; keys that would have lived as long as it live a little longer.
--
-- KEYS 1 what is known of the channel  2 its history
-- ARGV 1 now  2 an epoch for a channel that has none  3 how long to know of one that nobody has published on, ms
--      4 the age of entries in ms, 0 for no bound  5 the prefix of keys' names  6 how long a key lives at least, ms
-- Answers {epoch, offset}.
local known = redis.call('HMGET', KEYS[1], 'e', 'o')
if not known[1] then
  known = { ARGV[2], '0' }
  redis.call('HSET', KEYS[1], 'e', ARGV[2], 'o', 0, 't', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
if ARGV[4] == '0' then
  local from = '-'
  while true do
    local entries = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', 256)
    for _, entry in ipairs(entries) do
      if entry[2][7] then redis.call('PEXPIRE', ARGV[5] .. entry[2][8], ARGV[6]) end
    end
    if #entries < 256 then break end
    from = '(' .. entries[#entries][1]
  end
end
redis.call('DEL', KEYS[2])
return { known[1], known[2] }
