-- An interaction stands in its line; whoever is free for it gets it at once.
-- ARGV[4] interaction  ARGV[5] demand  ARGV[6] score  ARGV[7] an offer of it that is over, or ''
-- ARGV[8] agent who refused it, or ''  ARGV[9] ms until when that agent does not get it again
-- Status 'ok', or 'has_offer' when an agent already has it: then the first match is that same offer, so that a job
-- that died between the match and its row finds the match again.

local interaction, demand, score, over = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local row = redis.call('HMGET', key('interaction', interaction), 'demand', 'offer', 'agent')
local before, offer, agent = row[1], row[2], row[3]

if offer and offer ~= over then
  matches[1] = { offer, interaction, agent }
  return result('has_offer')
end
if before and before ~= demand then redis.call('ZREM', key('waiting', before), interaction) end
ensureDemand(demand)
if offer then unhold(interaction, agent) end
redis.call('HSET', key('interaction', interaction), 'demand', demand, 'score', score,
  'avoid', ARGV[8], 'avoidUntil', ARGV[9])
redis.call('ZADD', key('waiting', demand), score, interaction)
matchDemand(demand)
if offer then matchAgent(agent) end
return result('ok')
