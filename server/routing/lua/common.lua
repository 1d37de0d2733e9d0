-- What all scripts of this folder share; matcher.ts puts it in front of each.
--
-- Every script: KEYS[1] = '{routing}', one hash tag, so that all keys made from it live in one slot of a cluster.
-- ARGV[1] = token of a running rebuild, or ''; ARGV[2] = now in ms; ARGV[3] = base for the ids of new offers.
-- Result: {'not_ready'} while Redis does not hold the present, else {status, offer, interaction, agent, offer, …}.
--
-- {routing}:epoch              set while the present is complete; without it no script acts
-- {routing}:rebuild            token of whoever is rebuilding
-- …:state:demands              set of demands, 'queue|channel|skill:level,…'
-- …:state:waiting:<demand>     zset interaction → score (priority class, then arrival)
-- …:state:free:<demand>        zset agent → rank, agents who may take one more of this demand now
-- …:state:interaction:<id>     hash demand, score; while an agent has it: offer, agent; after a refusal: avoid (agent),
--                              avoidUntil (ms)
-- …:state:agents               set of agents
-- …:state:agent:<id>           hash presence, version, capacity, queues, skills, idleSince
-- …:state:serves:<agent>       set of demands the agent is eligible for
-- …:state:held:<agent>         hash interaction → channel, everything that takes a share
-- …:state:unconfirmed          zset interaction → ms, matches whose row is not known to be in Postgres

local now = tonumber(ARGV[2])
local mostMatches = 16
local matches = {}

local function key(kind, id)
  if id then return KEYS[1] .. ':state:' .. kind .. ':' .. id end
  return KEYS[1] .. ':state:' .. kind
end

local function isReady()
  if redis.call('EXISTS', KEYS[1] .. ':epoch') == 1 then return true end
  return ARGV[1] ~= '' and redis.call('GET', KEYS[1] .. ':rebuild') == ARGV[1]
end

-- During a rebuild half of the agents are not there yet: nobody is matched before it is complete.
local isMatching = ARGV[1] == ''

local function channelOf(demand) return string.match(demand, '^[^|]*|([^|]*)|') end

local function levels(text)
  local result = {}
  for code, level in string.gmatch(text, '([^:,]+):(%d+)') do result[code] = tonumber(level) end
  return result
end

local function isEligible(queues, skills, demand)
  local queue, _, required = string.match(demand, '^([^|]*)|([^|]*)|(.*)$')
  if not string.find(',' .. queues .. ',', ',' .. queue .. ',', 1, true) then return false end
  local has = levels(skills)
  for code, level in pairs(levels(required)) do
    if (has[code] or 0) < level then return false end
  end
  return true
end

-- A call takes the whole agent, anything else one share.
local function loadOf(agent, capacity)
  local load = 0
  for _, channel in ipairs(redis.call('HVALS', key('held', agent))) do
    if channel == 'voice' then return capacity end
    load = load + 1
  end
  return load
end

local function hasRoom(load, capacity, channel)
  if channel == 'voice' then return load == 0 and capacity > 0 end
  return load < capacity
end

-- Who serves nobody comes before who serves somebody; among equals the longest idle.
local loadWidth = 1e13

-- Puts an agent into the free line of every demand that it can take one more of, and out of the others.
local function place(agent)
  local row = redis.call('HMGET', key('agent', agent), 'presence', 'capacity', 'idleSince')
  local capacity = tonumber(row[2] or 0)
  local load = loadOf(agent, capacity)
  for _, demand in ipairs(redis.call('SMEMBERS', key('serves', agent))) do
    if row[1] == 'available' and hasRoom(load, capacity, channelOf(demand)) then
      redis.call('ZADD', key('free', demand), load * loadWidth + tonumber(row[3]), agent)
    else
      redis.call('ZREM', key('free', demand), agent)
    end
  end
end

-- Takes an interaction from the agent who has it.
local function unhold(interaction, agent)
  redis.call('HDEL', key('held', agent), interaction)
  redis.call('HDEL', key('interaction', interaction), 'offer', 'agent')
  redis.call('ZREM', key('unconfirmed'), interaction)
  redis.call('HSET', key('agent', agent), 'idleSince', now)
  place(agent)
end

local function hold(interaction, demand, offer, agent)
  redis.call('ZREM', key('waiting', demand), interaction)
  redis.call('HSET', key('interaction', interaction), 'offer', offer, 'agent', agent)
  redis.call('HSET', key('held', agent), interaction, channelOf(demand))
  place(agent)
end

local function offerTo(interaction, demand, agent)
  local offer = ARGV[3] .. string.format('%04x', #matches)
  hold(interaction, demand, offer, agent)
  redis.call('ZADD', key('unconfirmed'), now, interaction)
  matches[#matches + 1] = { offer, interaction, agent }
end

-- Whoever refused an interaction does not get it again for a while. So few places from the head are looked at for one
-- that was not refused.
local lookAhead = 8

local function isAvoiding(interaction, agent)
  local row = redis.call('HMGET', key('interaction', interaction), 'avoid', 'avoidUntil')
  return row[1] == agent and tonumber(row[2]) > now
end

-- The first of a line and the longest idle agent who fit together. O(log n).
local function nextPair(demand)
  local agents = redis.call('ZRANGE', key('free', demand), 0, 1)
  if not agents[1] then return end
  for _, interaction in ipairs(redis.call('ZRANGE', key('waiting', demand), 0, lookAhead - 1)) do
    for _, agent in ipairs(agents) do
      if not isAvoiding(interaction, agent) then return interaction, agent end
    end
  end
end

-- Gives the head of a line to the longest idle agent, as long as there are both.
local function matchDemand(demand)
  while isMatching and #matches < mostMatches do
    local interaction, agent = nextPair(demand)
    if not interaction then return end
    offerTo(interaction, demand, agent)
  end
end

-- The first of a line that an agent has not refused, with its score.
local function headFor(demand, agent)
  local heads = redis.call('ZRANGE', key('waiting', demand), 0, lookAhead - 1, 'WITHSCORES')
  for at = 1, #heads, 2 do
    if not isAvoiding(heads[at], agent) then return heads[at], tonumber(heads[at + 1]) end
  end
end

-- Gives an agent the earliest head among the lines it serves, as long as it has room. O(lines · log n) each.
local function matchAgent(agent)
  while isMatching and #matches < mostMatches do
    local bestScore, best, bestDemand
    for _, demand in ipairs(redis.call('SMEMBERS', key('serves', agent))) do
      if redis.call('ZSCORE', key('free', demand), agent) then
        local head, score = headFor(demand, agent)
        if head and (not bestScore or score < bestScore) then
          bestScore, best, bestDemand = score, head, demand
        end
      end
    end
    if not best then return end
    offerTo(best, bestDemand, agent)
  end
end

-- A line that is new finds its agents once; from then on each agent knows it.
local function ensureDemand(demand)
  if redis.call('SADD', key('demands'), demand) == 0 then return end
  for _, agent in ipairs(redis.call('SMEMBERS', key('agents'))) do
    local row = redis.call('HMGET', key('agent', agent), 'queues', 'skills')
    if isEligible(row[1], row[2], demand) then
      redis.call('SADD', key('serves', agent), demand)
      place(agent)
    end
  end
end

local function result(status)
  local answer = { status }
  for _, match in ipairs(matches) do
    for _, id in ipairs(match) do answer[#answer + 1] = id end
  end
  return answer
end

if not isReady() then return { 'not_ready' } end
