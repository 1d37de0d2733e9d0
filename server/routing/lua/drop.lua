-- An interaction is over: it leaves its line and its agent, who may get the next one.
-- interaction
-- Status 'ok'.

function steps.drop(interaction)
  local key = state .. 'interaction:' .. interaction
  local row = call('HMGET', key, 'line', 'offer', 'agent')
  local line, offer, id = row[1], row[2], row[3]
  if not line then return 'ok' end

  local freed = offer and unhold(interaction, line, id)
  if not offer then leave(line, interaction) end
  call('DEL', key)
  if freed then matchAgent(freed) end
  return 'ok'
end
