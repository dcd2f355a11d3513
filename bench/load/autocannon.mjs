// The load generator where wrk is not installed: the same request (lib/load.ts gives it as JSON in
// the first argument), the same one line of JSON as load/wrk.lua. JavaScript, since the package it
// imports is there only after `npm run bench` has installed the peers.
import autocannon from 'autocannon'

const { url, method, headers, body, authorizations, run, connections, seconds } = JSON.parse(
  process.argv[2] ?? '{}',
)
let count = 0
const [before, after] = body?.split('{unique}') ?? []

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  requests: [
    {
      method,
      headers,
      body,
      setupRequest(request) {
        count += 1
        const next = { ...request, headers: { ...headers } }
        if (authorizations.length > 0) {
          next.headers.authorization = authorizations[count % authorizations.length]
        }
        if (after !== undefined) next.body = `${before}${run}-${count}${after}`
        return next
      },
    },
  ],
})

const durationMs = result.duration * 1000
console.log(
  `@@${JSON.stringify({
    calls: result.requests.total,
    durationMs,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.errors + result.timeouts + result.non2xx,
  })}`,
)
