-- An agent has an interaction, says Postgres: the present agrees from now on.
-- ARGV[4] interaction  ARGV[5] demand  ARGV[6] score  ARGV[7] offer  ARGV[8] agent
-- Status 'same' when it was so already, else 'changed'. Matches: for an agent who had it wrongly and is free again.

local interaction, demand, score, offer, agent = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local row = redis.call('HMGET', key('interaction', interaction), 'demand', 'offer', 'agent')
local before, otherOffer, otherAgent = row[1], row[2], row[3]

redis.call('ZREM', key('unconfirmed'), interaction)
if otherOffer == offer then return result('same') end
if before then redis.call('ZREM', key('waiting', before), interaction) end
ensureDemand(demand)
if otherOffer then unhold(interaction, otherAgent) end
redis.call('HSET', key('interaction', interaction), 'demand', demand, 'score', score)
hold(interaction, demand, offer, agent)
if otherOffer and otherAgent ~= agent then matchAgent(otherAgent) end
return result('changed')
