-- As wrk-report.lua, each request to the next host of a list: `-- <file>`, one host a line.
local here = debug.getinfo(1, "S").source:match("^@(.*/)")
dofile(here .. "wrk-report.lua")

local hosts = {}
local at = 0

function init(args)
  for host in io.lines(args[1]) do
    hosts[#hosts + 1] = host
  end
end

function request()
  at = at % #hosts + 1
  wrk.headers["Host"] = hosts[at]
  return wrk.format("GET", "/")
end
