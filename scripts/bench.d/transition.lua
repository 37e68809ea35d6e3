-- Records progress on assignments, again and again.   wrk … -s transition.lua URL -- PREFIX FILE THREADS
-- FILE holds an id and its ETag on each line. An assignment is out of the queue while its request is under way, and comes
-- back with the ETag of the answer, so that no two connections write the same one.
require "common"

function init(arguments)
  math.randomseed(os.time() + number)
  prefix, queue, first, last = arguments[1], {}, 1, 0
  local shares = tonumber(arguments[3])
  for position, line in ipairs(lines(arguments[2])) do
    if position % shares == number % shares then
      local id, etag = line:match("^(%S+) (%S+)$")
      last = last + 1
      queue[last] = { id, etag }
    end
  end
end

function request()
  if not queue[first] then
    -- Nothing is left to write to: a request that is refused, so that the run does not pass for a good one.
    return wrk.format("POST", prefix .. "none/transitions")
  end
  local id, etag = queue[first][1], queue[first][2]
  queue[first] = nil
  first = first + 1
  local body = string.format('{"action":"record_progress","percent":%d,"narrative":"Đã hoàn thành một phần công việc"}', math.random(0, 100))
  return send(prefix .. id .. "/transitions", { ["If-Match"] = etag, ["Idempotency-Key"] = fresh_key() }, body)
end

function response(status, headers, body)
  local etag = headers["ETag"] or headers["etag"] or headers["Etag"]
  local id = body:match('"id":"([0-9a-f-]+)"')
  if status == 200 and id then
    last = last + 1
    queue[last] = { id, etag or '"1-0"' }
  end
end
