-- Another token of the file with every request, in turn. Used for more than one token only.
local tokens = {}
local at = 0
function init(args)
  for line in io.lines(args[1]) do tokens[#tokens + 1] = line end
end
function request()
  at = at % #tokens + 1
  return "GET " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nAuthorization: Bearer " .. tokens[at] .. "\r\n\r\n"
end
