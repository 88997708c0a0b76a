-- Takes events away, unless a later term has read them.
--
-- KEYS 1 the events of the bucket  2 the latest term that has read them
-- ARGV 1 the term  2 … entries
-- Answers {the latest term, how many are gone}.
local latest = redis.call('GET', KEYS[2]) or '0'
if tonumber(latest) > tonumber(ARGV[1]) then return { latest, 0 } end
local gone = 0
for i = 2, #ARGV do gone = gone + redis.call('XDEL', KEYS[1], ARGV[i]) end
return { ARGV[1], gone }
