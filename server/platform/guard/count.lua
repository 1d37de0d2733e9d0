-- Counts one write at a door and says whether it is flooded.
-- KEYS[1] the door: minute, count (of that minute), before (of the one before), usual (a minute's mean), since, until (ms)
-- ARGV[1] writes a minute below which nothing is a flood · ARGV[2] how many times the usual is one
-- ARGV[3] ms without a flood after which it is over · ARGV[4] 1: count one, 0: only look
-- ARGV[5] now, in ms
-- Result: {since (ms) or 0, writes in the last minute, writes a minute that are a flood}
local now = tonumber(ARGV[5])
local minute = math.floor(now / 60000)
local kept = redis.call('HMGET', KEYS[1], 'minute', 'count', 'before', 'usual', 'since', 'until')
local known, count, before = tonumber(kept[1]) or minute, tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
local usual, since, over = tonumber(kept[4]) or 0, tonumber(kept[5]) or 0, tonumber(kept[6]) or 0
if since > 0 and now > over then since = 0 end
if minute > known then
  -- A flood does not become what is usual. The last hours count: each minute by a 120th.
  if since == 0 then
    usual = usual + (count - usual) / 120
    usual = usual * math.pow(119 / 120, math.min(minute - known - 1, 10000))
  end
  before = (minute - known == 1) and count or 0
  count = 0
end
count = count + tonumber(ARGV[4])
local lately = count + before * (1 - (now % 60000) / 60000)
local most = math.max(tonumber(ARGV[1]), usual * tonumber(ARGV[2]))
if lately > most then
  if since == 0 then since = now end
  over = now + tonumber(ARGV[3])
end
if ARGV[4] == '1' then
  redis.call('HSET', KEYS[1], 'minute', minute, 'count', count, 'before', before, 'usual', tostring(usual),
    'since', since, 'until', over)
  redis.call('PEXPIRE', KEYS[1], 86400000)
end
return { since, math.ceil(lately), math.ceil(most) }
