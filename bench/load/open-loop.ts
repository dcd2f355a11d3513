// An open-loop load generator: requests leave at a fixed rate whether or not the earlier ones were
// answered, and each latency counts from the moment the request was due, so a stall is charged to
// every request it holds up (no coordinated omission). Started by lib/open-loop.ts on the load's
// core with its request as JSON in the first argument; prints one line of JSON.
//
// A second thread keeps the time with Atomics.wait, which wakes within some tens of microseconds
// without spinning; timers of the event loop would add up to a millisecond.
import { Agent, request as send } from 'node:http'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

interface Order {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly run: string
  readonly perSecond: number
  readonly seconds: number
  /** Sent before, at the same rate, and not counted. */
  readonly warmUpSeconds: number
}

const now = () => Number(process.hrtime.bigint()) / 1e6

if (isMainThread) {
  // Given by lib/open-loop.ts, in this shape.
  await generate(JSON.parse(process.argv[2] ?? '{}') as Order)
} else {
  keepTime()
}

/** The second thread: tells the first one when each request is due. */
function keepTime() {
  // The main thread starts this one with these two numbers.
  const { count, perSecond } = workerData as { count: number; perSecond: number }
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  const began = now() + 50
  for (let index = 0; index < count; index++) {
    const due = began + (index * 1000) / perSecond
    const wait = due - now()
    if (wait > 0) Atomics.wait(sleeper, 0, 0, wait)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(due)
  }
}

async function generate(order: Order) {
  const ignored = Math.round(order.perSecond * order.warmUpSeconds)
  const count = ignored + Math.round(order.perSecond * order.seconds)
  const agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: 'fifo' })
  const target = new URL(order.url)
  const latencies: number[] = []
  let failures = 0
  let sent = 0
  let settled = 0
  const finished = Promise.withResolvers<void>()

  const settle = (due: number, number: number, good: boolean) => {
    if (!good) failures += 1
    else if (number > ignored) latencies.push(now() - due)
    settled += 1
    if (settled === count) finished.resolve()
  }

  const fire = (due: number) => {
    const number = (sent += 1)
    const body = order.body?.replace('{unique}', `${order.run}-${number}`)
    const outgoing = send(target, {
      agent,
      method: order.method,
      headers: {
        ...order.headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    })
    outgoing.on('response', (response) => {
      const good = (response.statusCode ?? 500) < 400
      response.on('end', () => settle(due, number, good)).resume()
    })
    outgoing.on('error', () => settle(due, number, false))
    outgoing.end(body)
  }

  const clock = new Worker(new URL(import.meta.url), {
    workerData: { count, perSecond: order.perSecond },
  })
  clock.on('message', fire)
  await finished.promise
  agent.destroy()
  latencies.sort((one, other) => one - other)
  const at = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? Infinity
  console.log(
    `@@${JSON.stringify({ calls: count - ignored, failures, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) })}`,
  )
}
