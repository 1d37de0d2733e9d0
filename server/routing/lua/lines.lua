-- Lines (who waits for the same agents) and profiles (agents who can do the same), and which fits which. Both are few;
-- a new one is compared with all of the other kind once.

local letterOf = { voice = 'v', chat = 'c', sms = 's', web = 'w', email = 'e' }

local function levels(text)
  local result = {}
  for code, level in string.gmatch(text, '([^:,]+):(%d+)') do result[code] = tonumber(level) end
  return result
end

local function isFit(profile, demand)
  local queues, skills = string.match(profile, '^([^|]*)|(.*)$')
  local wanted, required = string.match(demand, '^([^|]*)|[^|]*|(.*)$')
  local serves = false
  for queue in string.gmatch(wanted, '[^+]+') do
    serves = serves or string.find(',' .. queues .. ',', ',' .. queue .. ',', 1, true) ~= nil
  end
  if not serves then return false end
  local has = levels(skills)
  for code, level in pairs(levels(required)) do
    if (has[code] or 0) < level then return false end
  end
  return true
end

-- Writes how one new kind fits all of the other: a character at its own number in each of theirs, all in its own.
local function noteFits(name, kinds, judge)
  local own = {}
  for at = 1, #kinds, 2 do
    local text, other = kinds[at], kinds[at + 1]
    local fits = judge(text) and '1' or '0'
    own[tonumber(string.match(other, '%d+'))] = fits
    call('HSET', state .. 'fits', other, (call('HGET', state .. 'fits', other) or '') .. fits)
  end
  call('HSET', state .. 'fits', name, table.concat(own))
end

local function lineOf(demand)
  local line = call('HGET', state .. 'lines', demand)
  if line then return line end
  line = letterOf[string.match(demand, '|([^|]*)|')] .. (call('HLEN', state .. 'lines') + 1)
  call('HSET', state .. 'lines', demand, line)
  noteFits(line, call('HGETALL', state .. 'profiles'), function(profile) return isFit(profile, demand) end)
  return line
end

-- How much agents of a profile can do: their queues and skills.
local function breadthOf(text)
  local _, count = string.gsub(text, '[^,|]+', '')
  return math.min(count, 63)
end

local function profileOf(text)
  local profile = call('HGET', state .. 'profiles', text)
  if profile then return profile end
  profile = (call('HLEN', state .. 'profiles') + 1) .. '.' .. breadthOf(text)
  call('HSET', state .. 'profiles', text, profile)
  noteFits(profile, call('HGETALL', state .. 'lines'), function(demand) return isFit(text, demand) end)
  return profile
end

-- Answers for lines when asked of a profile, and the other way round.
local function fitsOf(name)
  local fits = call('HGET', state .. 'fits', name) or ''
  return function(other) return string.byte(fits, tonumber(string.match(other, '%d+'))) == 49 end
end

local function isCall(line) return string.byte(line) == 118 end
local function letter(line) return string.sub(line, 1, 1) end

local function waitingKey(line) return state .. 'waiting:' .. line end

local function enter(line, interaction, score)
  local key = waitingKey(line)
  call('ZADD', key, score, interaction)
  if call('ZRANGE', key, '0', '0')[1] == interaction then call('ZADD', state .. 'heads', score, line) end
end

-- Takes the first of a line out of it. `firsts`: the first and the second, each with its score.
local function leaveFirst(line, firsts)
  call('ZREM', waitingKey(line), firsts[1])
  if firsts[3] then
    call('ZADD', state .. 'heads', firsts[4], line)
  else
    call('ZREM', state .. 'heads', line)
  end
  if isCall(line) then shortened[#shortened + 1] = line end
end

local function leave(line, interaction)
  local firsts = call('ZRANGE', waitingKey(line), '0', '1', 'WITHSCORES')
  if firsts[1] == interaction then return leaveFirst(line, firsts) end
  call('ZREM', waitingKey(line), interaction)
  if isCall(line) then shortened[#shortened + 1] = line end
end
