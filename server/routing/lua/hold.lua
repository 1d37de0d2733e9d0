-- An agent has an interaction, says Postgres: the present agrees from now on.
-- interaction, demand, offer, agent
-- Status 'same' when it was so already, else 'changed'. Matches: for an agent who had it wrongly and is free again.

argumentsOf.hold = arguments(4)
function steps.hold(interaction, demand, offer, id)
  if call('ZREM', state .. 'unconfirmed', unconfirmed(interaction, offer)) == 1 then return 'same' end
  local before, otherOffer, otherId = rowOf(interaction)
  if otherOffer == offer then return 'same' end
  local freed
  if before and otherOffer == '' then
    leave(before, interaction)
  elseif before then
    freed = unhold(before, otherId)
    call('ZREM', state .. 'unconfirmed', unconfirmed(interaction, otherOffer))
  end
  hold(interaction, lineOf(demand), offer, agentOf(id))
  if freed and otherId ~= id then matchAgent(freed) end
  return 'changed'
end
