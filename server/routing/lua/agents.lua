-- Agents: what they have, what they have room for, and where they stand free.

local agents = state .. 'agents'
local texts = { 'c', 's', 'w', 'e' }
-- E-mail came last: it is written only where there is some, so that a version before it reads all other rows.
local agentPattern = '^' .. string.rep('(%S+) ', 11) .. '(%S+) ?(%d*)$'

local function countsOf(agent)
  return (((agent.v * 1024 + agent.c) * 1024 + agent.s) * 1024 + agent.w) * 1024 + agent.e
end

-- An agent as a table, written back by `settle`. Somebody unknown is offline. '-' stands for none.
local function agentOf(id)
  local agent = touched[id]
  if agent then return agent end
  local row = call('HGET', agents, id) or 'offline - 0 - - 0 - - 0 0 0 0'
  local presence, version, capacity, limits, profile, idleSince, pool, reserved, v, c, s, w, e =
    string.match(row, agentPattern)
  agent = {
    id = id, presence = presence, version = version, capacity = tonumber(capacity), limits = limits,
    profile = profile, idleSince = idleSince, pool = pool, reserved = reserved,
    -- How many it has of each channel.
    v = tonumber(v), c = tonumber(c), s = tonumber(s), w = tonumber(w), e = tonumber(e) or 0,
  }
  agent.countsBefore = countsOf(agent)
  touched[id] = agent
  return agent
end

local function loadOf(agent)
  if agent.v > 0 then return agent.capacity end
  return agent.c + agent.s + agent.w + agent.e
end

-- The channels an agent has room for: a call takes the whole agent, anything else one share within its channel's limit.
local function roomOf(agent)
  local load = loadOf(agent)
  if agent.presence ~= 'available' or load >= agent.capacity then return '' end
  local room = load == 0 and 'v' or ''
  if agent.limits == '-' then return room .. 'cswe' end
  for _, channel in ipairs(texts) do
    local limit = tonumber(string.match(agent.limits, channel .. '(%d+)') or agent.capacity)
    if agent[channel] < limit then room = room .. channel end
  end
  return room
end

-- Who serves nobody comes before who serves somebody; then who can do the least, so that those who can do much stay free
-- for what only they can; among equals the longest idle.
local breadthWidth = 1e13
local loadWidth = 64 * breadthWidth
local function rankOf(agent)
  local breadth = tonumber(string.match(agent.profile, '%.(%d+)'))
  return loadOf(agent) * loadWidth + breadth * breadthWidth + tonumber(agent.idleSince)
end

local function freeKey(pool) return state .. 'free:' .. pool end

-- Puts an agent into the pool of what it has room for, and out of the one before.
local function place(agent)
  local room = agent.reserved == '-' and roomOf(agent) or ''
  local pool = room == '' and '-' or agent.profile .. ':' .. room
  if agent.pool ~= '-' and agent.pool ~= pool then
    call('ZREM', freeKey(agent.pool), agent.id)
    noteFirst('pools', agent.pool, freeKey(agent.pool))
  end
  if pool ~= '-' then
    call('ZADD', freeKey(pool), rankOf(agent), agent.id)
    noteFirst('pools', pool, freeKey(pool))
  end
  agent.pool = pool
end

-- Whoever stands in no pool before and after, and has as many as before, has nothing to be written: since when it is idle
-- counts only in a pool.
local function isAsBefore(agent)
  return not agent.isTold and agent.pool == '-' and roomOf(agent) == ''
    and agent.countsBefore == countsOf(agent)
end

local function keepAgent(id, agent)
  place(agent)
  local fields = { agent.presence, agent.version, agent.capacity, agent.limits, agent.profile, agent.idleSince,
    agent.pool, agent.reserved, agent.v, agent.c, agent.s, agent.w }
  if agent.e > 0 then table.insert(fields, agent.e) end
  call('HSET', agents, id, table.concat(fields, ' '))
end

local function settle()
  for id, agent in pairs(touched) do
    if not isAsBefore(agent) then keepAgent(id, agent) end
    touched[id] = nil
  end
end

local function hold(interaction, line, offer, agent)
  call('HSET', interactions, interaction, line .. ' ' .. offer .. ' ' .. agent.id)
  agent[letter(line)] = agent[letter(line)] + 1
end

-- Takes an interaction from the agent who has it. @returns the agent
local function unhold(line, id)
  local agent = agentOf(id)
  agent[letter(line)] = agent[letter(line)] - 1
  agent.idleSince = nowText
  return agent
end

-- Calls need somebody who serves nobody. So that texts do not keep everybody half busy for ever, each call that waits
-- may reserve one agent, who takes nothing more until free of texts.
local function reservedKey(line) return state .. 'reserved:' .. line end

local function mayReserve(line)
  return call('ZCARD', reservedKey(line)) < call('ZCARD', waitingKey(line))
end

local function reserve(agent, line)
  agent.reserved, agent.isTold = line, true
  call('ZADD', reservedKey(line), nowText, agent.id)
end

local function unreserve(agent)
  if agent.reserved == '-' then return end
  call('ZREM', reservedKey(agent.reserved), agent.id)
  agent.reserved, agent.isTold = '-', true
end
