-- An agent is what Postgres says: presence, capacity, queues, skills. If that makes it free, it gets the next ones.
-- ARGV[4] agent  ARGV[5] presence  ARGV[6] version of the presence  ARGV[7] capacity
-- ARGV[8] queues 'a,b'  ARGV[9] skills 'code:level,…'
-- Status 'ok', or 'older' when a later presence is already here: then nothing changes.

local agent, presence, version, capacity, queues, skills = ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local row = redis.call('HMGET', key('agent', agent), 'presence', 'version', 'queues', 'skills', 'idleSince')

if row[2] and tonumber(row[2]) > tonumber(version) then return result('older') end
local idleSince = row[5]
if row[1] ~= presence or not idleSince then idleSince = now end
redis.call('HSET', key('agent', agent), 'presence', presence, 'version', version, 'capacity', capacity,
  'queues', queues, 'skills', skills, 'idleSince', idleSince)
redis.call('SADD', key('agents'), agent)
if row[3] ~= queues or row[4] ~= skills then
  for _, demand in ipairs(redis.call('SMEMBERS', key('demands'))) do
    if isEligible(queues, skills, demand) then
      redis.call('SADD', key('serves', agent), demand)
    else
      redis.call('SREM', key('serves', agent), demand)
      redis.call('ZREM', key('free', demand), agent)
    end
  end
end
place(agent)
matchAgent(agent)
return result('ok')
