-- Counts one more within a window of time, or takes back one.
-- KEYS[1] what is counted: wrong (how many), window (which one they are of)
-- ARGV[1] 1: count, -1: take back · ARGV[2] milliseconds that a window lasts from its first one · ARGV[3] the window: to count,
--   the name of a new one; to take back, the one that it was counted in
-- Result: {how many with this one, their window, milliseconds until it ends}
local window = redis.call('HGET', KEYS[1], 'window')
if ARGV[1] == '1' and not window then
  window = ARGV[3]
  redis.call('HSET', KEYS[1], 'window', window, 'wrong', 0)
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
-- What was counted in a window that is over gives nothing to the next one.
if window ~= ARGV[3] and ARGV[1] ~= '1' then return { 0, '', 0 } end
return { redis.call('HINCRBY', KEYS[1], 'wrong', ARGV[1]), window, redis.call('PTTL', KEYS[1]) }
