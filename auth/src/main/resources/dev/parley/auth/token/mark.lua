-- Puts a mark on a name, or takes it off, and says so.
--
-- KEYS 1 marks (hash)  2 log of changes (stream; the id of an entry is VERSION-RANDOM)
--      3 who reads the log, and when each has (sorted set, ms)
-- ARGV 1 name  2 mark, empty for none  3 a random number  4 which node  5 number of its change
--      6 where nodes listen  7 the command that says it  8 entries that the log keeps  9 for how long a reading counts, ms
-- Answers {version, {nodes that have read the log lately}}.
local top = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
local version = string.format('%.0f', (top and tonumber(string.match(top[1], '^%d+')) or 0) + 1)
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[8], version .. '-' .. ARGV[3],
  'n', ARGV[1], 'm', ARGV[2], 'w', ARGV[4], 'c', ARGV[5])
redis.call(ARGV[7], ARGV[6], version)
local clock = redis.call('TIME')
local since = clock[1] * 1000 + math.floor(clock[2] / 1000) - tonumber(ARGV[9])
return { version, redis.call('ZRANGEBYSCORE', KEYS[3], string.format('(%.0f', since), '+inf') }
