-- The clients of a node that are on a channel.
--
-- KEYS 1 who is there (hash)
-- ARGV 1 how an entry of that node begins
-- Answers {client, …}.
local mine = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if string.sub(all[i + 1], 1, #ARGV[1]) == ARGV[1] then mine[#mine + 1] = all[i] end
end
return mine
