-- How many wait in a queue before a score, over all its lines.
-- ARGV[4] queue  ARGV[5] score
-- Status: the number.

local before = 0
for _, demand in ipairs(redis.call('SMEMBERS', key('demands'))) do
  if string.match(demand, '^([^|]*)|') == ARGV[4] then
    before = before + redis.call('ZCOUNT', key('waiting', demand), '-inf', '(' .. ARGV[5])
  end
end
return result(tostring(before))
