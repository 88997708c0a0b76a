-- Gives the lease back, so that another node need not wait until it is over.
--
-- KEYS 1 the lease
-- ARGV 1 the term
-- Answers {1 when it was that term's}.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { 0 } end
return { redis.call('DEL', KEYS[1]) }
