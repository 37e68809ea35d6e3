-- What the load scripts share. wrk runs each of its threads in a state of its own and calls setup, init, request,
-- response and done; arguments come after "--" on its command line.

threads = {}

-- Each thread draws from numbers of its own, so that no two send the same key.
function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

function lines(path)
  local found = {}
  for line in io.lines(path) do
    found[#found + 1] = line
  end
  return found
end

-- A UUID of version 4, for Idempotency-Key.
function fresh_key()
  return string.format("%08x-%04x-4%03x-%04x-%06x%06x",
    math.random(0, 0x7fffffff), math.random(0, 0xffff), math.random(0, 0xfff), math.random(0x8000, 0xbfff),
    math.random(0, 0xffffff), math.random(0, 0xffffff))
end

-- A POST of JSON. Headers given to wrk.format would replace those of the command line, the token among them, so they join them.
function send(path, headers, body)
  wrk.headers["Content-Type"] = "application/json"
  for name, value in pairs(headers) do
    wrk.headers[name] = value
  end
  return wrk.format("POST", path, nil, body)
end

-- One line of JSON for bench.mjs. Times are microseconds.
function done(summary, latency, requests)
  io.write(string.format(
    '\n{"requests":%d,"duration":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
