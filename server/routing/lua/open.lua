-- The present is complete: steps may act again. Only by whoever filled it.
-- Status 'ok'.

redis.call('SET', KEYS[1] .. ':epoch', ARGV[1])
return result('ok')
