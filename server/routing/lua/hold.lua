-- An agent has an interaction, says Postgres: the present agrees from now on.
-- interaction, demand, score, offer, agent
-- Status 'same' when it was so already, else 'changed'. Matches: for an agent who had it wrongly and is free again.

function steps.hold(interaction, demand, score, offer, id)
  local key = state .. 'interaction:' .. interaction
  local row = call('HMGET', key, 'line', 'offer', 'agent')
  local before, otherOffer, otherId = row[1], row[2], row[3]

  call('ZREM', state .. 'unconfirmed', interaction)
  if otherOffer == offer then return 'same' end
  local line = lineOf(demand)
  if before and not otherOffer then leave(before, interaction) end
  local freed = otherOffer and unhold(interaction, before, otherId)
  call('HSET', key, 'line', line, 'score', score)
  hold(interaction, line, offer, agentOf(id))
  if freed and otherId ~= id then matchAgent(freed) end
  return 'changed'
end
