-- An interaction stands in its line; whoever is free for it gets it at once.
-- interaction, demand, score, an offer of it that is over or '', agent who refused it or '', ms until when that agent
-- does not get it again, agent who served the citizen lately or ''
-- Status 'ok', or 'has_offer' when an agent already has it: then the first match is that same offer, so that a job
-- that died between the match and its row finds the match again.

-- Whoever served the citizen lately, if free now: nothing is kept back for them.
local function preferredAgent(interaction, line, id)
  if id == '' or isAvoiding(interaction, id) then return end
  local agent = agentOf(id)
  local isFree = agent.reserved == '' and string.find(roomOf(agent), letter(line), 1, true)
  if isFree and fitsOf(line)(agent.profile) then return agent, 'preferred' end
end

function steps.wait(interaction, demand, score, over, avoid, avoidUntil, preferred)
  local key = state .. 'interaction:' .. interaction
  local row = call('HMGET', key, 'line', 'offer', 'agent')
  local before, offer, id = row[1], row[2], row[3]

  if offer and offer ~= over then
    matches[1] = { offer, interaction, id, 'known' }
    return 'has_offer'
  end
  local line = lineOf(demand)
  local freed = offer and unhold(interaction, before, id)
  if before and before ~= line then leave(before, interaction) end
  call('HSET', key, 'line', line, 'score', score, 'avoid', avoid, 'avoidUntil', avoidUntil)

  local agent, reason
  if isMatching then
    -- Whoever it was taken from is asked last, below: others may be before it there.
    if id ~= preferred then agent, reason = preferredAgent(interaction, line, preferred) end
    if not agent then agent, reason = bestAgent(interaction, line) end
  end
  if agent then
    if before == line then leave(line, interaction) end
    offerTo(interaction, line, agent, reason)
  else
    enter(line, interaction, score)
    if isCall(line) and isMatching then reserveFor(line) end
  end
  if freed then matchAgent(freed) end
  return 'ok'
end
