-- Steps without a trigger of their own, and the run over all steps of the call.

-- Matches what waits with who is free, over all lines: after a rebuild, and when a step found more than it may match
-- at once.
function steps.match()
  for _, line in ipairs(call('ZRANGE', state .. 'heads', 0, -1)) do
    for _, interaction in ipairs(call('ZRANGE', waitingKey(line), 0, mostMatches - 1)) do
      if #matches >= mostMatches then return 'ok' end
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

-- The present is complete: steps may act again. Only by whoever filled it.
function steps.open()
  call('SET', KEYS[1] .. ':epoch', ARGV[1])
  return 'ok'
end

if not isReady() then return {} end
touched = {}
local answers = {}
local at = 4
while ARGV[at] do
  local last = at + 1 + tonumber(ARGV[at + 1])
  matches, shortened = {}, {}
  local answer = { steps[ARGV[at]](unpack(ARGV, at + 2, last)) }
  for _, line in ipairs(shortened) do releaseSpare(line) end
  settle()
  for _, match in ipairs(matches) do
    for _, part in ipairs(match) do answer[#answer + 1] = part end
  end
  answers[#answers + 1] = answer
  at = last + 1
end
return answers
