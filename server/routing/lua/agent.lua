-- An agent is what Postgres says: presence, capacity, queues, skills. If that makes it free, it gets the next ones.
-- agent, presence, version of the presence, capacity, limits 'c2s3' (most at once of a channel), profile
-- 'queue,queue|skill:level,…'
-- Status 'ok', or 'older' when a later presence is already here: then nothing changes.

argumentsOf.agent = arguments(6)
function steps.agent(id, presence, version, capacity, limits, abilities)
  local agent = agentOf(id)
  if agent.version ~= '-' and tonumber(agent.version) > tonumber(version) then return 'older' end
  if agent.presence ~= presence then agent.idleSince = nowText end
  -- Its old pool may be of another profile: `place` takes it out of there.
  local profile = profileOf(abilities)
  local isOther = agent.profile ~= profile
  agent.presence, agent.version, agent.capacity, agent.profile = presence, version, tonumber(capacity), profile
  agent.limits = limits == '' and '-' or limits
  agent.isTold = true

  local line = agent.reserved
  if line ~= '-' and (isOther or presence ~= 'available') then
    unreserve(agent)
    place(agent)
    reserveFor(line)
  end
  matchAgent(agent)
  return 'ok'
end
