// Whether the platform stays as fast with many messages: the same mailbox calls with ten thousand
// and with a million (with --big, ten million) messages over 1,000 mailboxes, one call at a time.
import { race, type Call, type Result } from '../lib/load.ts'
import { mailboxes, multiplyMessages } from '../lib/mailbox.ts'
import { platformToken, startRingfence } from '../lib/product.ts'
import { times, type Aim, type Report, type Row } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options, type Stage } from '../lib/stage.ts'

const perPage = 2
const small = 10_000

interface Sized {
  readonly count: number
  readonly origin: string
  readonly authorization: string
}

/** Latency of the message list by the size of the database. */
export async function size({ quick, big }: Options): Promise<Report> {
  await using stage = openStage()
  const counts = [small, quick ? 100_000 : 1_000_000, ...(big ? [10_000_000] : [])]
  const platforms: Sized[] = []
  // oxlint-disable-next-line no-await-in-loop -- one at a time, so that each has the core
  for (const count of counts) platforms.push(await startSized(stage, count))
  const rows: Row[] = []
  const aims: Aim[] = []
  for (const cell of cells) {
    const contestants = platforms.map((sized) => ({
      name: name(sized.count),
      call: callOf(cell, sized),
    }))
    // oxlint-disable-next-line no-await-in-loop -- cells must not disturb each other
    const results = await race(contestants, {
      connections: 1,
      warmUpSeconds: 1,
      seconds: 1,
      rounds: quick ? 1 : 3,
    })
    rows.push(row(cell.title, results))
    aims.push(judged(cell.title, results))
  }
  return {
    title: 'The platform by the size of its database',
    setup: [
      `Messages lie evenly over ${mailboxes.toLocaleString('en')} mailboxes; each list has ${perPage} records, of a mailbox of a thousandth of all messages.`,
      'The 24 hours that a list shows by default hold ten messages of it, whatever the size.',
      'Closed loop, one connection, so the latency is that of the call alone.',
    ],
    tables: [{ title: '', rows }],
    aims,
  }
}

interface Cell {
  readonly title: string
  readonly query: string
  /** Where in the list: 0 the first page, 1 the last. */
  readonly depth: number
}

const whole = 'dateFrom=2000-01-01T00:00:00Z'
const filtered = `${whole}&direction=Inbound&readStatus=Unread&messageType=SMS`
const cells: readonly Cell[] = [
  { title: 'default list, first page', query: '', depth: 0 },
  { title: 'whole mailbox, first page', query: whole, depth: 0 },
  { title: 'whole mailbox, middle page', query: whole, depth: 0.5 },
  { title: 'whole mailbox, last page', query: whole, depth: 1 },
  { title: 'filtered (a tenth matches), first page', query: filtered, depth: 0 },
  { title: 'filtered (a tenth matches), last page', query: filtered, depth: 1 },
]

async function startSized(stage: Stage, count: number): Promise<Sized> {
  const folder = await stage.folder()
  const first = await startRingfence('platform', folder)
  const owner = await ownId(first.line.platform, `Bearer ${await platformToken(first.line)}`)
  await first.running.stop()
  const began = performance.now()
  multiplyMessages(folder, owner, count, Date.now())
  console.error(
    `${name(count)} messages made in ${Math.round((performance.now() - began) / 1000)} s`,
  )
  const { running, line } = await startRingfence('platform', folder)
  stage.own(running)
  return { count, origin: line.platform, authorization: `Bearer ${await platformToken(line)}` }
}

async function ownId(origin: string, authorization: string): Promise<number> {
  const response = await fetch(`${origin}/restapi/v1.0/account/~/extension/~`, {
    headers: { authorization },
  })
  const body: unknown = await response.json()
  if (typeof body === 'object' && body !== null && 'id' in body) return Number(body.id)
  throw new Error(`The platform does not say who is calling: ${JSON.stringify(body)}`)
}

function callOf({ query, depth }: Cell, { count, origin, authorization }: Sized): Call {
  const matching = count / mailboxes / (query === filtered ? 10 : 1)
  const page = Math.max(1, Math.round((depth * matching) / perPage))
  const list = `${origin}/restapi/v1.0/account/~/extension/~/message-store`
  return {
    url: `${list}?perPage=${perPage}&page=${page}${query === '' ? '' : `&${query}`}`,
    headers: { authorization },
  }
}

function row(list: string, results: readonly Result[]): Row {
  const [least, ...larger] = results
  return {
    list,
    ...Object.fromEntries(results.map((result) => [`${result.name}: p50 ms`, result.p50Ms])),
    ...Object.fromEntries(
      larger.map((result) => [
        `${result.name} ÷ ${least?.name ?? ''}`,
        result.p50Ms / (least?.p50Ms ?? NaN),
      ]),
    ),
    ...Object.fromEntries(results.map((result) => [`${result.name}: p99 ms`, result.p99Ms])),
    failures: results.reduce((sum, result) => sum + result.failures, 0),
  }
}

function judged(what: string, results: readonly Result[]): Aim {
  const ratio = (results.at(-1)?.p50Ms ?? NaN) / (results[0]?.p50Ms ?? NaN)
  return {
    what: `${what}: p50, ${results.at(-1)?.name ?? ''} ÷ ${name(small)} messages`,
    target: '≤ 1.25× (the same, within noise)',
    measured: times(ratio),
    met: ratio <= 1.25,
  }
}

/** A count of messages in short: `10 k`, `1 M`. */
function name(count: number): string {
  return count < 1_000_000 ? `${count / 1000} k` : `${count / 1_000_000} M`
}

if (import.meta.main) await alone('size', size)
