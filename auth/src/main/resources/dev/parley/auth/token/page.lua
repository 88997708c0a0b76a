-- A page of all marks.
--
-- KEYS 1 marks (hash)
-- ARGV 1 where the page before has ended, 0 for the first  2 about how many
-- Answers {where this one ends, 0 when it is the last, {name, mark, name, …}}.
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
return { page[1], page[2] }
