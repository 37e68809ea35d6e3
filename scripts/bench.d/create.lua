-- Creates tasks in random programmes.   wrk … -s create.lua URL -- PATH PROGRAMMES-FILE FIRST-NUMBER [AT-MOST]
-- With AT-MOST each thread stops after that many, which is how the benchmark's rows come to be.
require "common"

local made = 0
local sections = {}
for _, tens in ipairs({ "", "X", "XX", "XXX" }) do
  for _, ones in ipairs({ "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX" }) do
    if tens .. ones ~= "" then
      sections[#sections + 1] = tens .. ones
    end
  end
end
local dashes = { "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y" }

-- A number as on paper (XII.345.đ), each once in almost 900,000: a task's is unique within its programme. Each run has
-- numbers of its own, and each of its two threads every second one.
local function paper_number(count)
  local dash = dashes[count % #dashes + 1]
  count = math.floor(count / #dashes)
  return string.format("%s.%d.%s", sections[math.floor(count / 999) % #sections + 1], count % 999 + 1, dash)
end

function init(arguments)
  math.randomseed(os.time() + number)
  path, programmes, first, at_most = arguments[1], lines(arguments[2]), tonumber(arguments[3]), tonumber(arguments[4])
end

function request()
  made = made + 1
  local body = string.format(
    '{"programme_id":"%s","number":"%s","title":"Rà soát, lồng ghép giới trong kế hoạch năm, phần %d","kind":"%s","due_on":"2018-%02d-%02d"}',
    programmes[math.random(#programmes)], paper_number(first + made * 2 + number), made,
    math.random(4) == 1 and "continuous" or "one_off", math.random(12), math.random(28))
  return send(path, { ["Idempotency-Key"] = fresh_key() }, body)
end

function response()
  if at_most and made >= at_most then
    wrk.thread:stop()
  end
end
