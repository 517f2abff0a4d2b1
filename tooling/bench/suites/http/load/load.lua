-- wrk's script: `load.lua PIPELINED [close]`. Prints one line of JSON that is easier to read than wrk's own.
local batch

function init(args)
  local pipelined = tonumber(args[1])
  if args[2] == "close" then wrk.headers["Connection"] = "close" end
  batch = string.rep(wrk.format("GET"), pipelined)
end

function request()
  return batch
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"bytes":%d,"microseconds":%d,"wrong":%d}\n',
    summary.requests, summary.bytes, summary.duration, errors.connect + errors.status + errors.timeout
  ))
end
