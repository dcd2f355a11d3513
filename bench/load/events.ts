// What events need on the load's core: a webhook or a thousand WebSockets that take them, and the calls
// that cause them, in one process, so that one clock measures from cause to receipt. Started by
// scenarios/events.ts with its order as JSON in the first argument; prints one line of JSON.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

/** Somebody who may call the platform. */
export interface Caller {
  readonly authorization: string
}

/** What to do. */
export type Order =
  | {
      readonly mode: 'webhook'
      readonly platform: string
      readonly leverToken: string
      readonly caller: Caller
      /** The number that texts go to. */
      readonly number: string
      readonly idleTexts: number
      readonly seconds: number
    }
  | {
      readonly mode: 'fan-out'
      readonly platform: string
      readonly callers: readonly Caller[]
      readonly listeners: number
      readonly chatId: string
      readonly posts: number
    }

/** What came out. Times are in milliseconds. */
export interface Measured {
  /** From the moment the call that caused an event was sent. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** From the moment its reply was there: it leaves when the change is committed. None is less than 0. */
  readonly afterReplyP50Ms: number
  readonly afterReplyP99Ms: number
  readonly perSecond: number
  readonly received: number
  readonly missing: number
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order // given by scenarios/events.ts, in this shape
const results = order.mode === 'webhook' ? await webhook(order) : await fanOut(order)
console.log(`@@${JSON.stringify(results)}`)
process.exit(0)

/** When each cause was sent and answered, and how long its receipts took. */
function createLedger() {
  const sentAt = new Map<string, number>()
  const repliedAt = new Map<string, number>()
  let receipts: { readonly text: string; readonly at: number }[] = []
  return {
    sent: (text: string) => void sentAt.set(text, performance.now()),
    replied: (text: string) => void repliedAt.set(text, performance.now()),
    received: (text: string) => void receipts.push({ text, at: performance.now() }),
    count: () => receipts.length,
    /** Forgets what was received. */
    begin() {
      receipts = []
    },
    measured(expected: number, seconds: number): Measured {
      const took = sorted(receipts.map(({ text, at }) => at - (sentAt.get(text) ?? at)))
      const after = sorted(
        receipts.map(({ text, at }) => Math.max(at - (repliedAt.get(text) ?? at), 0)),
      )
      return {
        p50Ms: share(took, 0.5),
        p99Ms: share(took, 0.99),
        afterReplyP50Ms: share(after, 0.5),
        afterReplyP99Ms: share(after, 0.99),
        perSecond: receipts.length / seconds,
        received: receipts.length,
        missing: Math.max(expected - receipts.length, 0),
      }
    },
  }
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other)
}

function share(values: readonly number[], part: number): number {
  return values[Math.min(Math.floor(values.length * part), values.length - 1)] ?? Number.NaN
}

async function post(url: string, authorization: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.ok) return response.status === 204 ? null : response.json()
  throw new Error(`${url} answers ${response.status}: ${await response.text()}`)
}

async function webhook(one: Extract<Order, { mode: 'webhook' }>): Promise<Measured[]> {
  const ledger = createLedger()
  const server = createServer((request, response) => {
    const token = request.headers['validation-token']
    if (token) {
      response.setHeader('Validation-Token', token)
      response.end()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === '/hangs') return
      if (request.url === '/fails') {
        response.statusCode = 500
        response.end()
        return
      }
      // RingCentral's envelope.
      const { body } = JSON.parse(Buffer.concat(chunks).toString()) as { body: { subject: string } }
      ledger.received(body.subject)
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const subscribe = (path: string) =>
    post(`${one.platform}/restapi/v1.0/subscription`, one.caller.authorization, {
      eventFilters: ['/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS'],
      deliveryMode: { transportType: 'WebHook', address: `http://127.0.0.1:${port}${path}` },
    })
  await subscribe('/hook')
  const text = async (subject: string) => {
    ledger.sent(subject)
    await post(`${one.platform}/_platform/inbound/sms`, `Bearer ${one.leverToken}`, {
      from: '+14155550142',
      to: [one.number],
      text: subject,
    })
    ledger.replied(subject)
  }
  /* oxlint-disable no-await-in-loop -- one after the other is what is measured */
  for (let count = 0; count < 200; count += 1) await text(`warm ${count}`)
  await settled(ledger.count, 200)
  ledger.begin()
  for (let count = 0; count < one.idleTexts; count += 1) {
    await text(`idle ${count}`)
    await wait(10)
  }
  await settled(ledger.count, one.idleTexts)
  const idle = ledger.measured(one.idleTexts, 1)

  ledger.begin()
  let sent = 0
  const began = performance.now()
  const until = began + one.seconds * 1000
  const sender = async (number: number) => {
    for (let count = 0; performance.now() < until; count += 1) {
      await text(`busy ${number} ${count}`)
      sent += 1
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, number) => sender(number)))
  await settled(ledger.count, sent)
  const busy = ledger.measured(sent, (performance.now() - began) / 1000)

  // As many as a user may have beside the one that is measured, and one that came with the demo company.
  for (let count = 0; count < 9; count += 1) {
    await subscribe('/hangs')
    await subscribe('/fails')
  }
  ledger.begin()
  for (let count = 0; count < one.idleTexts; count += 1) {
    await text(`beside ${count}`)
    await wait(10)
  }
  await settled(ledger.count, one.idleTexts)
  /* oxlint-enable no-await-in-loop */
  return [idle, busy, ledger.measured(one.idleTexts, 1)]
}

/** Resolves once all is received, or nothing more comes for two seconds. */
async function settled(received: () => number, expected: number): Promise<void> {
  for (let quiet = 0, last = -1; received() < expected && quiet < 40; quiet += 1) {
    if (received() !== last) quiet = 0
    last = received()
    // oxlint-disable-next-line no-await-in-loop -- it is looked at again and again
    await wait(50)
  }
}

async function fanOut(one: Extract<Order, { mode: 'fan-out' }>): Promise<Measured[]> {
  const ledger = createLedger()
  const perCaller = Math.ceil(one.listeners / one.callers.length)
  let open = 0
  for (const caller of one.callers) {
    const count = Math.min(perCaller, one.listeners - open)
    // oxlint-disable-next-line no-await-in-loop -- a token at a time
    await listen(one.platform, caller, count, (text) => ledger.received(text))
    open += count
  }
  const [first] = one.callers
  const send = async (text: string) => {
    ledger.sent(text)
    await post(
      `${one.platform}/team-messaging/v1/chats/${one.chatId}/posts`,
      first?.authorization ?? '',
      { text },
    )
    ledger.replied(text)
  }
  await send('warm')
  await settled(ledger.count, open)
  ledger.begin()
  const began = performance.now()
  for (let count = 0; count < one.posts; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- the next one when all have the one before
    await send(`post ${count}`)
    // oxlint-disable-next-line no-await-in-loop -- ditto
    await settled(ledger.count, (count + 1) * open)
  }
  return [ledger.measured(one.posts * open, (performance.now() - began) / 1000)]
}

/** Opens WebSockets of a caller, each with a subscription to posts. */
async function listen(
  platform: string,
  { authorization }: Caller,
  count: number,
  received: (text: string) => void,
): Promise<void> {
  // RingCentral's reply (protocol: wstoken).
  const { uri, ws_access_token } = (await post(
    `${platform}/restapi/oauth/wstoken`,
    authorization,
    {},
  )) as {
    uri: string
    ws_access_token: string
  }
  const subscribe = JSON.stringify([
    { type: 'ClientRequest', messageId: 's', method: 'POST', path: '/restapi/v1.0/subscription' },
    { eventFilters: ['/team-messaging/v1/posts'], deliveryMode: { transportType: 'WebSocket' } },
  ])
  const open = Array.from(
    { length: count },
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = new WebSocket(`${uri}?access_token=${ws_access_token}`)
        socket.on('error', reject)
        socket.on('message', (data: Buffer) => {
          const frame = JSON.parse(data.toString()) as [
            { type: string; status?: number },
            { body?: { text?: string } }?,
          ]
          const [meta, content] = frame
          if (meta.type === 'ConnectionDetails') socket.send(subscribe)
          else if (meta.type === 'ServerNotification') received(content?.body?.text ?? '')
          else if (meta.type === 'ClientRequest' && meta.status === 200) resolve()
          else reject(new Error(data.toString().slice(0, 500)))
        })
      }),
  )
  await Promise.all(open)
}
