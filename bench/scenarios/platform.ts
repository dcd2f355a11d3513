// The platform at full load against other people's emulators and mock servers: reading one message,
// reading a page of a hundred, and sending a text, which the platform stores durably.
import { messagePage } from '../lib/fixtures.ts'
import { race, type Call, type Result } from '../lib/load.ts'
import { numbers, platformToken, startRingfence } from '../lib/product.ts'
import { cores } from '../lib/processes.ts'
import { times, type Aim, type Report, type Row, type Table } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options, type Stage } from '../lib/stage.ts'
import {
  startEmulate,
  startFastify,
  startMockoon,
  startPrism,
  type Peer,
} from '../peers/emulators.ts'

const subject = 'ringfence platform'
const cells = {
  one: 'GET message list, one record',
  page: 'GET message list, a page of 100',
  send: 'POST a text',
} as const

/** Requests a second of the platform and its peers, at 16 connections. */
export async function platform({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const contestants = await lineUp(stage)
  const shape = quick
    ? { warmUpSeconds: 1, seconds: 1, rounds: 1 }
    : { warmUpSeconds: 2, seconds: 3, rounds: 3 }
  const tables: Table[] = []
  const best: Partial<Record<keyof typeof cells, readonly Result[]>> = {}
  for (const cell of ['one', 'page', 'send'] as const) {
    const calls = contestants.map((each) => ({ name: each.name, call: each[cell] }))
    /* oxlint-disable no-await-in-loop -- cells must not disturb each other */
    if (cell === 'page') await fill(contestants)
    const results = await race(calls, { ...shape, connections: 16 })
    /* oxlint-enable no-await-in-loop */
    best[cell] = results
    tables.push({ title: cells[cell], rows: rows(results, contestants) })
  }
  return {
    title: 'Platform against emulators and mock servers',
    setup: [
      'Closed loop, 16 connections.',
      'Ringfence checks token and permission, queries SQLite, and has a text on disk before it answers;',
      'emulate (its twilio service) and the bare Fastify keep messages in memory; Prism and Mockoon answer fixed examples.',
      'Settings favour the peers: Prism silent, Mockoon without templates, admin API and log file, emulate with 1,000 API keys in turn because of its limit of 5,000 calls a key and hour.',
    ],
    tables,
    aims: [...judged('one', 20_000, best.one ?? []), ...judged('send', 8000, best.send ?? [])],
  }
}

async function lineUp(stage: Stage): Promise<Peer[]> {
  const own = await startOwn(await stage.folder())
  stage.own(own.running)
  const peers: Peer[] = [own]
  for (const begin of [startEmulate, startFastify, startPrism, startMockoon]) {
    // oxlint-disable-next-line no-await-in-loop -- each starts undisturbed
    const peer = await begin({ folder: await stage.folder(), core: cores.target })
    stage.own(peer.running)
    peers.push(peer)
  }
  // Two start without a message: the first list is to find one.
  await Promise.all(peers.slice(1, storing).map(({ send }) => sendOnce(send, 0)))
  return peers
}

async function startOwn(folder: string): Promise<Peer> {
  const { running, line } = await startRingfence('platform', folder)
  const authorization = `Bearer ${await platformToken(line)}`
  const extension = `${line.platform}/restapi/v1.0/account/~/extension/~`
  const { from, to } = await numbers(line.platform, authorization)
  return {
    name: subject,
    running,
    one: {
      url: `${extension}/message-store?messageType=SMS&perPage=1`,
      headers: { authorization },
    },
    page: { url: `${extension}/message-store`, headers: { authorization } },
    send: {
      url: `${extension}/sms`,
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        from: { phoneNumber: from },
        to: [{ phoneNumber: to }],
        text: 'Your order {unique} is ready.',
      }),
    },
  }
}

/** The first so many contestants store what is sent. */
const storing = 3

/** Gives those that store messages a hundred and fifty of them. */
async function fill(contestants: readonly Peer[]): Promise<void> {
  const keepers = contestants.slice(0, storing)
  for (let index = 1; index <= 150; index++) {
    // oxlint-disable-next-line no-await-in-loop -- a crowd would be load
    await Promise.all(keepers.map(({ send }) => sendOnce(send, index)))
  }
  const [own] = keepers
  if (!own) return
  const response = await fetch(own.page.url, { headers: own.page.headers ?? {} })
  const page: unknown = await response.json()
  const expected = messagePage(100).records.length
  const records = typeof page === 'object' && page !== null && 'records' in page ? page.records : []
  if (!Array.isArray(records) || records.length !== expected) {
    throw new Error(`The platform's default page does not hold ${expected} messages.`)
  }
}

async function sendOnce(call: Call, index: number): Promise<void> {
  const authorization = call.authorizations?.[0]
  const response = await fetch(call.url, {
    method: 'POST',
    headers: { ...call.headers, ...(authorization === undefined ? {} : { authorization }) },
    body: call.body?.replace('{unique}', `${index}`) ?? null,
  })
  if (!response.ok)
    throw new Error(`${call.url} answers ${response.status}: ${await response.text()}`)
  await response.arrayBuffer()
}

function rows(results: readonly Result[], contestants: readonly Peer[]): Row[] {
  const own = results.find((result) => result.name === subject)?.perSecond ?? NaN
  return results.map((result) => ({
    target: result.name,
    'req/s': Math.round(result.perSecond),
    'ringfence ÷ it': own / result.perSecond,
    'p50 ms': result.p50Ms,
    'p99 ms': result.p99Ms,
    'RSS MiB': Math.round(
      contestants.find(({ name }) => name === result.name)?.running.rssMiB() ?? 0,
    ),
    runs: result.runs.map((run) => Math.round(run)).join(' · '),
    failures: result.failures,
  }))
}

function judged(cell: keyof typeof cells, atLeast: number, results: readonly Result[]): Aim[] {
  const own = results.find((result) => result.name === subject)?.perSecond ?? 0
  const rival = results.find((result) => result.name.startsWith('emulate'))?.perSecond ?? NaN
  const shown = (value: number) => Math.round(value).toLocaleString('en')
  return [
    {
      what: `${cells[cell]}, a second on one core`,
      target: `≥ ${shown(atLeast)}`,
      measured: `${shown(own)} (${times(own / rival)} emulate)`,
      met: own >= atLeast,
    },
  ]
}

if (import.meta.main) await alone('platform', platform)
