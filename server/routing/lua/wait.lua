-- An interaction stands in its line; whoever is free for it gets it at once.
-- interaction, demand, score, an offer of it that is over or '', agent who declined it or '', ms until when that agent
-- does not get it again, agent who served the citizen lately or ''
-- Status 'ok', or 'has_offer' when an agent already has it: then the first match is that same offer, so that a job
-- that died between the match and its row finds the match again.

-- Whoever served the citizen lately, if free now: nothing is kept back for them.
local function preferredAgent(interaction, line, id)
  if id == '' or isAvoiding(interaction, id) then return end
  local agent = agentOf(id)
  local isFree = agent.reserved == '-' and string.find(roomOf(agent), letter(line), 1, true)
  if isFree and fitsOf(line)(agent.profile) then return agent, 'preferred' end
end

argumentsOf.wait = arguments(7)
function steps.wait(interaction, demand, score, over, avoid, avoidUntil, preferred)
  local line = lineOf(demand)
  local freed
  if call('HSETNX', interactions, interaction, line) == 0 then
    local before, offer, id = rowOf(interaction)
    if offer ~= '' and offer ~= over then
      tellMatch(offer, interaction, id, 'known')
      return 'has_offer'
    end
    if offer ~= '' then
      freed = unhold(before, id)
      call('ZREM', state .. 'unconfirmed', unconfirmed(interaction, offer))
    else
      leave(before, interaction)
    end
    call('HSET', interactions, interaction, line)
  end
  noteAvoid(interaction, avoid, avoidUntil)

  local agent, reason
  if isMatching then
    -- Whoever it was taken from is asked last, below: others may be before it there.
    if not freed or freed.id ~= preferred then
      agent, reason = preferredAgent(interaction, line, preferred)
    end
    if not agent then agent, reason = bestAgent(interaction, line) end
  end
  if agent then
    offerTo(interaction, line, agent, reason)
  else
    enter(line, interaction, score)
    if isCall(line) and isMatching then reserveFor(line) end
  end
  if freed then matchAgent(freed) end
  return 'ok'
end
