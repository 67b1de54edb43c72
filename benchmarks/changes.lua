-- Creates a meeting, edits it, and so on: each thread of wrk has one connection, which is one editor.
local editors = dofile(os.getenv("EDITORS"))
local create, edit = editors.create, editors.edit
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(_arguments)
  math.randomseed(os.time() + number)
  token, run = editors.tokens[number + 1], string.format("%x-%x", os.time(), number)
  made, sent, refused = nil, 0, 0
end

function request()
  sent = sent + 1
  local body
  if made then
    body = string.format(edit, made)
  else
    body = string.format(create, string.format("%08d%04d", number, math.random(0, 99)))
  end
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. token,
    ["Idempotency-Key"] = run .. "-" .. sent,
  }, body)
end

function response(status, _headers, body)
  if status ~= 200 or not string.find(body, '"errors":[]', 1, true) then
    refused = refused + 1
    made = nil
  elseif made then
    made = nil
  else
    made = string.match(body, "mtg_%x+")
  end
end

function done(summary, latency)
  local refused = summary.errors.connect + summary.errors.read + summary.errors.timeout
  for _, thread in ipairs(threads) do
    refused = refused + thread:get("refused")
  end
  io.write(string.format(
    'OUTCOME {"requests": %d, "microseconds": %d, "refused": %d, "p50": %.0f, "p99": %.0f}\n',
    summary.requests, summary.duration, refused, latency:percentile(50), latency:percentile(99)))
end
