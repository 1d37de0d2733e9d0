-- Matches what waits with who is free, over all lines: after a rebuild, and when a step found more than it may match
-- at once.
-- Status 'ok'.

for _, demand in ipairs(redis.call('SMEMBERS', key('demands'))) do matchDemand(demand) end
return result('ok')
