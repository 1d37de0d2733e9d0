-- An interaction is over: it leaves its line and its agent, who may get the next one. (That its match is still to be
-- confirmed, whoever looks after those finds out.)
-- interaction
-- Status 'ok'.

argumentsOf.drop = arguments(1)
function steps.drop(interaction)
  local line, offer, id = rowOf(interaction)
  if not line then return 'ok' end
  call('HDEL', interactions, interaction)
  noteAvoid(interaction, '')
  if offer == '' then
    leave(line, interaction)
  else
    matchAgent(unhold(line, id))
  end
  return 'ok'
end
