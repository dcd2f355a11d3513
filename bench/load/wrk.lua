-- What wrk sends, told by the environment (lib/load.ts sets it), and its result as one line of JSON.
-- BENCH_METHOD, BENCH_BODY ({unique} becomes a text no other request has), BENCH_AUTHORIZATIONS (one
-- header value a line, used in turn).
local method = os.getenv('BENCH_METHOD') or 'GET'
local body = os.getenv('BENCH_BODY')
local run = os.getenv('BENCH_RUN') or '0'
local authorizations = {}
for line in (os.getenv('BENCH_AUTHORIZATIONS') or ''):gmatch('[^\n]+') do
  authorizations[#authorizations + 1] = line
end

local count = 0
local ready = {}
local headers = {}
local before, after

function init()
  wrk.method = method
  for index, value in ipairs(authorizations) do
    local set = {}
    for name, header in pairs(wrk.headers) do set[name] = header end
    set['Authorization'] = value
    headers[index] = set
  end
  if #headers == 0 then headers[1] = wrk.headers end
  if body then
    local from, to = body:find('{unique}', 1, true)
    if from then before, after = body:sub(1, from - 1), body:sub(to + 1) end
  end
  if not before then
    for index, set in ipairs(headers) do ready[index] = wrk.format(method, nil, set, body) end
  end
end

function request()
  count = count + 1
  local turn = count % #headers + 1
  if before then
    return wrk.format(method, nil, headers[turn], before .. run .. '-' .. count .. after)
  end
  return ready[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '@@{"calls":%d,"durationMs":%.3f,"p50Ms":%.3f,"p99Ms":%.3f,"failures":%d}\n',
    summary.requests, summary.duration / 1000,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
