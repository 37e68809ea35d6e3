-- Reads one resource, a random one of a list.   wrk … -s read.lua URL -- PATH-PREFIX IDS-FILE
require "common"

function init(arguments)
  math.randomseed(os.time() + number)
  prefix, ids = arguments[1], lines(arguments[2])
end

function request()
  return wrk.format("GET", prefix .. ids[math.random(#ids)])
end
