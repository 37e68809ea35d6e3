-- Creates tasks in random programmes.   wrk … -s create.lua URL -- PATH PROGRAMMES-FILE [AT-MOST]
-- With AT-MOST each thread stops after that many, which is how the benchmark's rows come to be.
require "common"

local made = 0

function init(arguments)
  math.randomseed(os.time() + number)
  path, programmes, at_most = arguments[1], lines(arguments[2]), tonumber(arguments[3])
end

function request()
  made = made + 1
  -- The number of a task is unique within its programme: thread and count make it so, and a part of the time keeps a later run apart.
  local body = string.format(
    '{"programme_id":"%s","number":"%d.%d.%d","title":"Rà soát, lồng ghép giới trong kế hoạch năm, phần %d","kind":"%s","due_on":"2018-%02d-%02d"}',
    programmes[math.random(#programmes)], os.time() % 1000000, number, made, made,
    math.random(4) == 1 and "continuous" or "one_off", math.random(12), math.random(28))
  return send(path, { ["Idempotency-Key"] = fresh_key() }, body)
end

function response()
  if at_most and made >= at_most then
    wrk.thread:stop()
  end
end
