-- The present and its one atomic step. matcher.ts joins the files of this folder into one script: common, lines, agents
-- and choice first, then one file a step, run.lua last. One call carries many steps: what arrives together costs one.
--
-- KEYS[1] = root, '{routing}': one hash tag, so that all keys made from it live in one slot of a cluster.
-- ARGV: token of a running rebuild or ''; now in ms; base for the ids of new offers; then each step as two: its
-- name, and its arguments as one text with a tab after each.
-- Result: '' while Redis does not hold the present, else one line a step: its matches as 'offer interaction agent
-- reason,…' with a tab after each, then its status. (Many short arguments and lists cost Redis more than the match.)
--
-- {root}:epoch               set while the present is complete, to the server that was filled; without it no step acts
-- {root}:rebuild             token of whoever is rebuilding
-- …:state:lines              hash demand ('queue+queue|channel|skill:level,…') → line (channel's letter, number: 'c3')
-- …:state:profiles           hash profile ('queue,queue|skill:level,…') → 'number.breadth'
-- …:state:fits               hash line → a character per profile, and profile → a character per line: '1' where agents
--                            of the profile can serve the line
-- …:state:waiting:<line>     zset interaction → score (core.ts `waitingScore`)
-- …:state:heads              zset line → score of its first, lines where somebody waits
-- …:state:interactions       hash interaction → 'line offer agent'; only 'line' while it waits
-- …:state:avoid              hash interaction → 'agent until', who declined it and until when (ms) they do not get it
-- …:state:agents             hash agent → its fields (agents.lua) with a space between
-- …:state:free:<pool>        zset agent → rank; pool = 'profile:channels', agents of one profile with room for the same
-- …:state:pools              zset pool → rank of its first, pools where somebody is free
-- …:state:reserved:<line>    zset agent → ms, agents who take nothing more until they can take a call of the line
-- …:state:unconfirmed        zset 'interaction offer' → ms, matches whose row is not known to be in Postgres
--
-- Cost: O(log n) in interactions and in agents. What also counts is how many different lines and profiles a city has
-- (tens): they are walked in the order of their firsts until one fits.

-- Redis turns a number slowly into text: what is written often stays text here.

local call = redis.call
local state = KEYS[1] .. ':state:'
local nowText = ARGV[2]
local now = tonumber(nowText)
-- During a rebuild half of the agents are not there yet: nobody is matched before it is complete.
local isMatching = ARGV[1] == ''
-- As many matches as one step makes at most.
local mostMatches = 16
-- Lines and pools are read so many at a time.
local page = 32

-- Name → what it does with its arguments, and the pattern that takes these apart.
local steps = {}
local argumentsOf = {}
local function arguments(count) return '^' .. string.rep('([^\t]*)\t', count) .. '$' end

local offers = 0
-- The answer so far. Of the running step: how many it matched, the lines of calls that became shorter, and the agents
-- that it touched, written once at its end.
local answer = {}
local matchCount = 0
local shortened = {}
local touched = {}

local function unconfirmed(interaction, offer) return interaction .. ' ' .. offer end

local function tellMatch(offer, interaction, agent, reason)
  matchCount = matchCount + 1
  answer[#answer + 1] = table.concat({ offer, interaction, agent, reason }, ' ')
  answer[#answer + 1] = '\t'
end

local function isReady()
  if call('EXISTS', KEYS[1] .. ':epoch') == 1 then return true end
  return ARGV[1] ~= '' and call('GET', KEYS[1] .. ':rebuild') == ARGV[1]
end

-- The members of a zset in order, a page at a time.
local function inOrder(key)
  local at, from, members = 0, 0, {}
  return function()
    at = at + 1
    if at > #members then
      if from > 0 and #members < page then return nil end
      members = call('ZRANGE', key, from, from + page - 1)
      from, at = from + page, 1
    end
    return members[at]
  end
end

-- Keeps the directory of firsts ('heads', 'pools') equal to the first of one of its zsets.
local function noteFirst(directory, member, key)
  local first = call('ZRANGE', key, '0', '0', 'WITHSCORES')
  if first[1] then
    call('ZADD', state .. directory, first[2], member)
  else
    call('ZREM', state .. directory, member)
  end
end

local interactions = state .. 'interactions'

-- What is known of an interaction: its line, and while an agent has it, the offer and the agent.
local function rowOf(interaction)
  local row = call('HGET', interactions, interaction)
  if row then return string.match(row, '^(%S+) ?(%S*) ?(%S*)$') end
end
