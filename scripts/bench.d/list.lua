-- Reads one page with filters, a random one of a list of paths.   wrk … -s list.lua URL -- PATHS-FILE
require "common"

function init(arguments)
  math.randomseed(os.time() + number)
  paths = lines(arguments[1])
end

function request()
  return wrk.format("GET", paths[math.random(#paths)])
end
