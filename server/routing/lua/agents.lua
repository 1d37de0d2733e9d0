-- Agents: what they have, what they have room for, and where they stand free.

local texts = { 'c', 's', 'w' }
local fields = { 'presence', 'version', 'capacity', 'limits', 'profile', 'idleSince', 'pool', 'reserved',
  'v', 'c', 's', 'w' }

-- An agent as a table, written back by `settle`. Somebody unknown is offline.
local function agentOf(id)
  local agent = touched[id]
  if agent then return agent end
  local row = call('HMGET', state .. 'agent:' .. id, unpack(fields))
  agent = {
    id = id, presence = row[1] or 'offline', version = row[2], capacity = tonumber(row[3] or 0),
    limits = row[4] or '', profile = row[5] or '', idleSince = tonumber(row[6] or now), pool = row[7] or '',
    reserved = row[8] or '', v = tonumber(row[9] or 0), c = tonumber(row[10] or 0), s = tonumber(row[11] or 0),
    w = tonumber(row[12] or 0),
  }
  touched[id] = agent
  return agent
end

local function loadOf(agent)
  if agent.v > 0 then return agent.capacity end
  return agent.c + agent.s + agent.w
end

-- The channels an agent has room for: a call takes the whole agent, anything else one share within its channel's limit.
local function roomOf(agent)
  local load = loadOf(agent)
  if agent.presence ~= 'available' or agent.v > 0 or load >= agent.capacity then return '' end
  local room = load == 0 and 'v' or ''
  for _, channel in ipairs(texts) do
    local limit = tonumber(string.match(agent.limits, channel .. '(%d+)') or agent.capacity)
    if agent[channel] < limit then room = room .. channel end
  end
  return room
end

-- Who serves nobody comes before who serves somebody; among equals the longest idle.
local loadWidth = 1e13
local function rankOf(agent) return loadOf(agent) * loadWidth + agent.idleSince end

local function freeKey(pool) return state .. 'free:' .. pool end

-- Puts an agent into the pool of what it has room for, and out of the one before.
local function place(agent)
  local room = agent.reserved == '' and roomOf(agent) or ''
  local pool = room == '' and '' or agent.profile .. ':' .. room
  if agent.pool ~= '' and agent.pool ~= pool then
    call('ZREM', freeKey(agent.pool), agent.id)
    noteFirst('pools', agent.pool, freeKey(agent.pool))
  end
  if pool ~= '' then
    call('ZADD', freeKey(pool), rankOf(agent), agent.id)
    noteFirst('pools', pool, freeKey(pool))
  end
  agent.pool = pool
end

local function settle()
  for _, agent in pairs(touched) do
    place(agent)
    call('HSET', state .. 'agent:' .. agent.id, 'presence', agent.presence, 'version', agent.version or 0,
      'capacity', agent.capacity, 'limits', agent.limits, 'profile', agent.profile,
      'idleSince', agent.idleSince, 'pool', agent.pool, 'reserved', agent.reserved,
      'v', agent.v, 'c', agent.c, 's', agent.s, 'w', agent.w)
  end
  touched = {}
end

local function hold(interaction, line, offer, agent)
  call('HSET', state .. 'interaction:' .. interaction, 'offer', offer, 'agent', agent.id)
  agent[letter(line)] = agent[letter(line)] + 1
end

-- Takes an interaction from the agent who has it. @returns the agent
local function unhold(interaction, line, id)
  local agent = agentOf(id)
  agent[letter(line)] = agent[letter(line)] - 1
  agent.idleSince = now
  call('HDEL', state .. 'interaction:' .. interaction, 'offer', 'agent')
  call('ZREM', state .. 'unconfirmed', interaction)
  return agent
end

-- Calls need somebody who serves nobody. So that texts do not keep everybody half busy for ever, each call that waits
-- may reserve one agent, who takes nothing more until free of texts.
local function reservedKey(line) return state .. 'reserved:' .. line end

local function mayReserve(line)
  return call('ZCARD', reservedKey(line)) < call('ZCARD', waitingKey(line))
end

local function reserve(agent, line)
  agent.reserved = line
  call('ZADD', reservedKey(line), now, agent.id)
end

local function unreserve(agent)
  if agent.reserved == '' then return end
  call('ZREM', reservedKey(agent.reserved), agent.id)
  agent.reserved = ''
end
