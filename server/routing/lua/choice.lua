-- Who gets what: the agent for an interaction, and the interaction for an agent.

local function offerTo(interaction, line, agent, reason)
  local offer = ARGV[3] .. string.format('%04x', offers)
  offers = offers + 1
  unreserve(agent)
  hold(interaction, line, offer, agent)
  call('ZADD', state .. 'unconfirmed', nowText, unconfirmed(interaction, offer))
  tellMatch(offer, interaction, agent.id, reason)
end

-- Whoever declined an interaction does not get it again for a while. Mostly nobody has.
local isAnyAvoided
local function anyAvoided()
  if isAnyAvoided == nil then isAnyAvoided = call('EXISTS', state .. 'avoid') == 1 end
  return isAnyAvoided
end

local function isAvoiding(interaction, agent)
  local avoid = anyAvoided() and call('HGET', state .. 'avoid', interaction)
  if not avoid then return false end
  local who, till = string.match(avoid, '^(%S+) (%S+)$')
  return who == agent and tonumber(till) > now
end

local function noteAvoid(interaction, agent, till)
  if agent ~= '' then
    call('HSET', state .. 'avoid', interaction, agent .. ' ' .. till)
    isAnyAvoided = true
  elseif anyAvoided() then
    call('HDEL', state .. 'avoid', interaction)
  end
end

-- The pools with room for a line, those of the longest idle first.
local function poolsFor(line)
  local fits
  local channel = letter(line)
  local next = inOrder(state .. 'pools')
  return function()
    for pool in next do
      fits = fits or fitsOf(line)
      if string.find(pool, channel, 1, true) and fits(pool) then return pool end
    end
  end
end

-- The longest idle agent for an interaction, and the reason: 'arrival', then who would be next.
local function bestAgent(interaction, line)
  for pool in poolsFor(line) do
    local free = call('ZRANGE', freeKey(pool), '0', '2')
    for at, id in ipairs(free) do
      if not isAvoiding(interaction, id) then
        return agentOf(id), table.concat({ 'arrival', unpack(free, at + 1) }, ',')
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
    if isBusy and fits(pool) then return reserve(agentOf(call('ZRANGE', freeKey(pool), '0', '0')[1]), line) end
  end
end

-- So few places from the head are looked at for an interaction that the agent has not declined.
local lookAhead = '7'

-- Takes the first of a line that an agent has not declined out of it.
local function takeFirst(line, agent)
  local firsts = call('ZRANGE', waitingKey(line), '0', '1', 'WITHSCORES')
  if not isAvoiding(firsts[1], agent.id) then
    leaveFirst(line, firsts)
    return firsts[1]
  end
  for _, interaction in ipairs(call('ZRANGE', waitingKey(line), '1', lookAhead)) do
    if not isAvoiding(interaction, agent.id) then
      leave(line, interaction)
      return interaction
    end
  end
end

-- The earliest first among the lines that an agent serves and has room for, taken out of its line. Or none, and perhaps
-- the agent is reserved for a call that is before all texts.
local function takeEarliest(agent, room)
  local fits
  for line in inOrder(state .. 'heads') do
    fits = fits or fitsOf(agent.profile)
    if fits(line) then
      if string.find(room, letter(line), 1, true) then
        local interaction = takeFirst(line, agent)
        if interaction then return interaction, line end
      elseif isCall(line) and mayReserve(line) then
        reserve(agent, line)
        return
      end
    end
  end
end

-- Gives an agent the earliest of its lines, as long as it has room.
local function matchAgent(agent)
  if agent.profile == '-' or not isMatching then return end
  while matchCount < mostMatches and agent.reserved == '-' do
    local room = roomOf(agent)
    if room == '' then return end
    local interaction, line = takeEarliest(agent, room)
    if not interaction then break end
    offerTo(interaction, line, agent, 'agent_free')
  end
  -- With nothing left to do for texts, whoever is reserved takes the call at once.
  if agent.reserved ~= '-' and loadOf(agent) == 0 then
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
