-- Adds an event.
--
-- KEYS 1 the events of the bucket  2 whether the event was added lately (string); only where its id is its own
-- ARGV 1 how many may wait  2 where it is said that one has come  3 the command that says it
--      4 its key  5 its time  6 its id  7 as JSON  8 how long its own id is remembered, ms
-- Answers {added, same or full}.
if KEYS[2] and redis.call('EXISTS', KEYS[2]) == 1 then return { 'same' } end
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[1]) then return { 'full' } end
if KEYS[2] then redis.call('SET', KEYS[2], '', 'PX', ARGV[8]) end
redis.call('XADD', KEYS[1], '*', 'k', ARGV[4], 't', ARGV[5], 'i', ARGV[6], 'b', ARGV[7])
if redis.call('XLEN', KEYS[1]) == 1 then redis.call(ARGV[3], ARGV[2], '') end
return { 'added' }
