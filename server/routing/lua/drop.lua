-- An interaction is over: it leaves its line and its agent, who may get the next one.
-- ARGV[4] interaction
-- Status 'ok'.

local interaction = ARGV[4]
local row = redis.call('HMGET', key('interaction', interaction), 'demand', 'offer', 'agent')
local demand, offer, agent = row[1], row[2], row[3]

if demand then redis.call('ZREM', key('waiting', demand), interaction) end
if offer then unhold(interaction, agent) end
redis.call('DEL', key('interaction', interaction))
if offer then matchAgent(agent) end
return result('ok')
