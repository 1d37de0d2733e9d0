-- Who gets what: the agent for an interaction, and the interaction for an agent.

local function offerTo(interaction, line, agent, reason)
  local offer = ARGV[3] .. string.format('%04x', offers)
  offers = offers + 1
  unreserve(agent)
  hold(interaction, line, offer, agent)
  call('ZADD', state .. 'unconfirmed', now, interaction)
  matches[#matches + 1] = { offer, interaction, agent.id, reason }
end

-- Whoever refused an interaction does not get it again for a while.
local function isAvoiding(interaction, agent)
  local row = call('HMGET', state .. 'interaction:' .. interaction, 'avoid', 'avoidUntil')
  return row[1] == agent and tonumber(row[2]) > now
end

-- The pools with room for a line, those of the longest idle first.
local function poolsFor(line)
  local fits = fitsOf(line)
  local channel = letter(line)
  local next = inOrder(state .. 'pools')
  return function()
    for pool in next do
      if string.find(pool, channel, 1, true) and fits(pool) then return pool end
    end
  end
end

-- The longest idle agent for an interaction, and the reason: 'arrival', then who came next.
local function bestAgent(interaction, line)
  for pool in poolsFor(line) do
    local free = call('ZRANGE', freeKey(pool), 0, 2)
    for at, id in ipairs(free) do
      if not isAvoiding(interaction, id) then
        return agentOf(id), table.concat({ 'arrival', unpack(free, at + 1) }, ' ')
      end
    end
  end
end

-- An agent who still serves texts is kept for a call that waits and finds nobody free.
local function reserveFor(line)
  if not mayReserve(line) then return end
  local fits = fitsOf(line)
  for pool in inOrder(state .. 'pools') do
    local isBusy = not string.find(pool, 'v', 1, true)
    if isBusy and fits(pool) then return reserve(agentOf(call('ZRANGE', freeKey(pool), 0, 0)[1]), line) end
  end
end

-- So few places from the head are looked at for an interaction that the agent has not refused.
local lookAhead = 8

local function firstFor(line, agent)
  for _, interaction in ipairs(call('ZRANGE', waitingKey(line), 0, lookAhead - 1)) do
    if not isAvoiding(interaction, agent.id) then return interaction end
  end
end

-- Gives an agent the earliest first among the lines it serves, as long as it has room.
local function matchAgent(agent)
  if agent.profile == '' or not isMatching then return end
  local fits
  while #matches < mostMatches and agent.reserved == '' do
    local room = roomOf(agent)
    if room == '' then return end
    fits = fits or fitsOf(agent.profile)
    local line, interaction
    for candidate in inOrder(state .. 'heads') do
      if fits(candidate) then
        if string.find(room, letter(candidate), 1, true) then
          interaction = firstFor(candidate, agent)
          line = candidate
        elseif isCall(candidate) and mayReserve(candidate) then
          return reserve(agent, candidate)
        end
        if interaction then break end
      end
    end
    if not interaction then return end
    leave(line, interaction)
    offerTo(interaction, line, agent, 'agent_free')
  end
  -- With nothing left to do for texts, whoever is reserved takes the call at once.
  if agent.reserved ~= '' and loadOf(agent) == 0 then
    unreserve(agent)
    return matchAgent(agent)
  end
end

-- As many agents stay reserved for a line of calls as calls wait there; the last ones are let go, and get the next.
local function releaseSpare(line)
  local spare = call('ZCARD', reservedKey(line)) - call('ZCARD', waitingKey(line))
  if spare <= 0 then return end
  for _, id in ipairs(call('ZREVRANGE', reservedKey(line), 0, spare - 1)) do
    local agent = agentOf(id)
    unreserve(agent)
    matchAgent(agent)
  end
end
