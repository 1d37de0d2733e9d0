-- Steps without a trigger of their own, and the run over all steps of the call.

-- Matches what waits with who is free, over all lines: after a rebuild, and when a step found more than it may match
-- at once.
argumentsOf.match = arguments(0)
function steps.match()
  for _, line in ipairs(call('ZRANGE', state .. 'heads', '0', '-1')) do
    for _, interaction in ipairs(call('ZRANGE', waitingKey(line), 0, mostMatches - 1)) do
      if matchCount >= mostMatches then return 'ok' end
      local agent, reason = bestAgent(interaction, line)
      if agent then
        leave(line, interaction)
        offerTo(interaction, line, agent, reason)
        place(agent)
      end
    end
    if isCall(line) then reserveFor(line) end
  end
  return 'ok'
end

-- How many wait in a queue before a score, over all its lines. queue, score. Status: the number.
argumentsOf.position = arguments(2)
function steps.position(queue, score)
  local before = 0
  local lines = call('HGETALL', state .. 'lines')
  for at = 1, #lines, 2 do
    if string.match(lines[at], '^([^|+]*)') == queue then
      before = before + call('ZCOUNT', waitingKey(lines[at + 1]), '-inf', '(' .. score)
    end
  end
  return tostring(before)
end

-- The present is complete: steps may act again. Only by whoever filled it. server: the Redis in which it was filled
argumentsOf.open = arguments(1)
function steps.open(server)
  call('SET', KEYS[1] .. ':epoch', server)
  return 'ok'
end

if not isReady() then return '' end
for at = 4, #ARGV, 2 do
  local name = ARGV[at]
  local status = steps[name](string.match(ARGV[at + 1], argumentsOf[name]))
  for _, line in ipairs(shortened) do releaseSpare(line) end
  settle()
  answer[#answer + 1] = status
  answer[#answer + 1] = '\n'
  matchCount = 0
  if shortened[1] then shortened = {} end
end
return table.concat(answer)
