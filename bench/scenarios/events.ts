// From a change to the subscriber who hears of it: by webhook while nothing else happens and under load,
// and by WebSocket to a thousand listeners at once.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Caller, Measured, Order } from '../load/events.ts'
import { platformToken, startRingfence, tokenFor } from '../lib/product.ts'
import { cores, start } from '../lib/processes.ts'
import type { Report } from '../lib/report.ts'
import { alone } from '../lib/scenario.ts'
import { openStage, type Options } from '../lib/stage.ts'

const script = fileURLToPath(new URL('../load/events.ts', import.meta.url))

/** People of the company that listens: each may have twenty subscriptions through one app. */
const people = 50
const listeners = 1_000

/** Events by webhook and WebSocket. */
export async function events({ quick }: Options): Promise<Report> {
  await using stage = openStage()
  const { running, line } = await startRingfence('platform', await stage.folder())
  stage.own(running)
  const caller = { authorization: `Bearer ${await platformToken(line)}` }
  const [idle, busy, beside] = await carryOut({
    mode: 'webhook',
    platform: line.platform,
    leverToken: line.leverToken,
    caller,
    number: '+15105550101',
    idleTexts: quick ? 50 : 500,
    seconds: quick ? 1 : 8,
  })
  await running.stop()

  const folder = await stage.folder()
  const seed = join(folder, 'seed.json')
  await writeFile(seed, JSON.stringify(crowd()))
  const crowded = await startRingfence('platform', join(folder, 'data'), {
    flags: ['--limits', 'off', '--seed', seed],
  })
  stage.own(crowded.running)
  const { platform } = crowded.line
  const callers = await signIn(platform)
  const chatId = await chatOf(platform, callers)
  const before = crowded.running.rssMiB()
  const [fan] = await carryOut({
    mode: 'fan-out',
    platform,
    callers,
    listeners,
    chatId,
    posts: quick ? 3 : 30,
  })
  const after = crowded.running.rssMiB()
  if (!idle || !busy || !beside || !fan) throw new Error('The load gave no result.')

  return {
    title: 'Events',
    setup: [
      'From the moment a call is sent that causes an event to the moment its receiver has read it; and from its reply, which leaves when the change is committed.',
      'Receiver and calls are one process on the core of the load.',
      `Webhook: a text comes in every 10 ms; then 16 senders at once; then as before, with eighteen other webhooks of the same user that hang or answer 500. WebSocket: a post in a chat of ${people} people with ${listeners} connections.`,
    ],
    tables: [
      {
        title: '',
        rows: [
          row('webhook, idle', idle, null),
          row('webhook, 16 senders', busy, null),
          row('webhook, idle, beside 9 that hang and 9 that answer 500', beside, null),
          row(`WebSocket, ${listeners} listeners`, fan, after - before),
        ],
      },
    ],
    aims: [
      aim('webhook, idle, p50', idle.afterReplyP50Ms, 5),
      aim('webhook, idle, p99', idle.afterReplyP99Ms, 20),
    ],
  }
}

const row = (what: string, one: Measured, memoryMiB: number | null) => ({
  what,
  'p50 ms': one.p50Ms,
  'p99 ms': one.p99Ms,
  'after the reply p50 ms': one.afterReplyP50Ms,
  'p99 ms after it': one.afterReplyP99Ms,
  'received/s': what.includes('idle') ? null : one.perSecond,
  received: one.received,
  missing: one.missing,
  'memory added MiB': memoryMiB,
})

const aim = (what: string, measured: number, below: number) => ({
  what: `${what}: from commit (the reply) to receipt`,
  target: `< ${below} ms`,
  measured: `${measured.toFixed(2)} ms`,
  met: measured < below,
})

async function carryOut(order: Order): Promise<Measured[]> {
  const load = start({
    core: cores.load,
    command: [process.execPath, script, JSON.stringify(order)],
  })
  const line = (await load.output).split('\n').find((each) => each.startsWith('@@'))
  if (line === undefined) throw new Error('The load of events gave no result.')
  return JSON.parse(line.slice(2)) as Measured[] // written by load/events.ts, in this shape
}

const app = { clientId: 'listener', clientSecret: 'no-secret-of-anybody' }
const jwtOf = (person: number) => `credential-of-person-${person}`
const everyone = Array.from({ length: people }, (_, person) => person)

/** A company whose people are all in one chat, each with a credential. */
const crowd = () => ({
  account: { name: 'Crowd' },
  extensions: everyone.map((person) => ({ number: 101 + person, name: `Person ${person}` })),
  apps: [
    {
      name: 'Listener',
      ...app,
      jwts: everyone.map((person) => ({ extension: String(101 + person), jwt: jwtOf(person) })),
    },
  ],
  chats: [{ type: 'Team', name: 'All', members: everyone.map((person) => String(101 + person)) }],
})

/** Everybody of the crowd, signed in. */
const signIn = (platform: string): Promise<Caller[]> =>
  Promise.all(
    everyone.map(async (person) => ({
      authorization: `Bearer ${await tokenFor(platform, { ...app, jwt: jwtOf(person) })}`,
    })),
  )

/** The chat that all of them are in. */
async function chatOf(platform: string, [caller]: readonly Caller[]): Promise<string> {
  const response = await fetch(`${platform}/team-messaging/v1/chats?type=Team`, {
    headers: { authorization: caller?.authorization ?? '' },
  })
  const { records } = (await response.json()) as { records: { id: string }[] } // as documented
  const [team] = records
  if (!team) throw new Error('The crowd has no team.')
  return team.id
}

if (import.meta.main) await alone('events', events)
