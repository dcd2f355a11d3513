// Events through the gateway and an installation that is killed: between sending and the answer, between the
// upstream's event and what is stored of it for agents, and during a replay. Every text that the platform
// stored reaches the agent, by webhook and by event stream; a second copy has the uuid of the first; and the
// audit log holds a record of everything that left.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { AuditRecord } from '#storage/audit-log'
import { readRecords, runCommand, startProcess, type StartLine } from './process.ts'
import {
  assertDelivered,
  comeIn,
  createWatch,
  openReceiver,
  type Received,
  type Receiver,
  storedTexts,
  textUntilGone,
  type Watch,
} from './texts.ts'

const instant = '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS'

/** An agent that listens to the event stream and comes back to where it was. */
interface Listener {
  readonly received: Received[]
  /** Listens until the process is gone. */
  listen(line: StartLine): Promise<void>
}

function createListener(watch: Watch): Listener {
  const received: Received[] = []
  let cursor = ''

  function take(frame: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1]
    if (field('event') === 'notification') {
      received.push(JSON.parse(field('data') ?? '') as Received)
    }
    cursor = field('id') ?? cursor
    watch.look()
  }

  return {
    received,
    async listen({ gateway, agents }) {
      try {
        const query = new URLSearchParams({ filter: instant }).toString()
        const response = await fetch(`${gateway}/_ringfence/events?${query}`, {
          headers: { authorization: `Bearer ${agents[0]?.key}`, 'last-event-id': cursor },
        })
        assert.equal(response.headers.get('content-type'), 'text/event-stream')
        let text = ''
        for await (const chunk of response.body ?? []) {
          text += Buffer.from(chunk).toString()
          const frames = text.split('\n\n')
          text = frames.pop() ?? ''
          for (const frame of frames) take(frame)
        }
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error
      }
    },
  }
}

const admin = ({ gateway, adminToken }: StartLine, path: string, body: object) =>
  fetch(`${gateway}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Lets the demo agent subscribe, and subscribes its webhook; the id. */
async function subscribe(line: StartLine, address: string): Promise<string> {
  const [agent] = line.agents
  for (const access of ['read', 'write']) {
    const body = { resource: 'subscription', access, reach: 'own' }
    // oxlint-disable-next-line no-await-in-loop -- in order
    assert.equal((await admin(line, `/agents/${agent?.id}/grants`, body)).status, 200)
  }
  const response = await fetch(`${line.gateway}/restapi/v1.0/subscription`, {
    method: 'POST',
    headers: { authorization: `Bearer ${agent?.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      eventFilters: [instant],
      deliveryMode: { transportType: 'WebHook', address },
    }),
  })
  const told = (await response.json()) as { id: string }
  assert.equal(response.status, 200, JSON.stringify(told))
  return told.id
}

/** The installation, its two receivers, and what is done to it. */
interface Drill {
  readonly folder: string
  readonly receiver: Receiver
  readonly listener: Listener
  readonly watch: Watch
}

/** Starts it, with the agent listening. */
async function start({ folder, listener }: Drill) {
  const started = await startProcess(folder, ['--limits', 'off'])
  return { ...started, listening: listener.listen(started.line) }
}

/** Texts until the gateway hears the platform: what came before is nobody's. */
async function heard({ receiver, listener }: Drill, line: StartLine): Promise<void> {
  while (receiver.received.length === 0 || listener.received.length === 0) {
    // oxlint-disable-next-line no-await-in-loop -- it is told by nothing
    await comeIn(line, 'probe')
  }
}

/** Texts come in; it is killed when the webhook has one that it does not answer. */
async function killBetweenSendingAndAnswer(drill: Drill, round: number, enough: number) {
  const { receiver } = drill
  const { line, end, listening } = await start(drill)
  const target = receiver.received.length + enough
  const texting = textUntilGone(line, round)
  await receiver.until(() => receiver.received.length >= target)
  receiver.onNotification = () => new Promise(() => {})
  const last = receiver.received.length
  await receiver.until(() => receiver.received.length > last)
  await end('SIGKILL')
  receiver.onNotification = () => {}
  await Promise.all([texting, listening])
}

/** How many notifications there are of a subscription. */
function notificationsOf(folder: string, subscriptionId: string): number {
  const db = new DatabaseSync(join(folder, 'gateway.db'))
  const row = db
    .prepare('select count(*) as count from notification where subscription_id = ?')
    .get(subscriptionId)
  db.close()
  return Number(row?.['count'])
}

/** Many texts come in at once; it is killed when some are answered. */
async function killAfterEvents(drill: Drill, round: number): Promise<void> {
  const { line, end, listening } = await start(drill)
  let answered = 0
  const enough = Promise.withResolvers<void>()
  const texting = Array.from({ length: 80 }, async (_, count) => {
    await comeIn(line, `event ${round}.${count}`)
    answered += 1
    if (answered === 20) enough.resolve()
  })
  await enough.promise
  await end('SIGKILL')
  await Promise.all([...texting, listening])
}

/** Kills it until there are texts on the platform of which the gateway knows nothing. */
async function killBeforeFanOut(drill: Drill, subscriptionId: string, round: number) {
  const { folder } = drill
  for (let more = 0; more < 4; more += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each round goes on with what the one before left
    await killAfterEvents(drill, round + more / 10)
    if (notificationsOf(folder, subscriptionId) < storedTexts(folder).length) return
  }
  assert.fail('it was never killed between an event and what is stored of it')
}

/** What was delivered is sent again; it is killed when some of it was. Their uuids. */
async function killDuringReplay(drill: Drill, subscriptionId: string): Promise<string[]> {
  const { receiver } = drill
  const { line, end, listening } = await start(drill)
  const query = new URLSearchParams({
    subscription: subscriptionId,
    state: 'delivered',
    limit: '20',
  })
  const response = await fetch(`${line.gateway}/api/v1/notifications?${query.toString()}`, {
    headers: { authorization: `Bearer ${line.adminToken}` },
  })
  const { notifications } = (await response.json()) as {
    notifications: { id: number; uuid: string }[]
  }
  let left = 3
  receiver.onNotification = () => ((left -= 1) < 0 ? new Promise(() => {}) : undefined)
  for (const { id } of notifications) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    assert.equal((await admin(line, '/notifications/replay', { id })).status, 200)
  }
  await receiver.until(() => left < 0)
  await end('SIGKILL')
  receiver.onNotification = () => {}
  await listening
  assert.equal(notifications.length, 20)
  return notifications.map(({ uuid }) => uuid)
}

/** Everything that left by a transport is in the records, once for each copy at least. */
function assertRecorded(
  records: readonly AuditRecord[],
  transport: string,
  received: readonly Received[],
): void {
  const left = records.filter(
    (one) => one.kind === 'event' && one.decision === 'allow' && one.transport === transport,
  )
  const recorded = Map.groupBy(left, (one) => (one.kind === 'event' ? one.uuid : ''))
  for (const [uuid, copies] of Map.groupBy(received, (one) => one.uuid)) {
    assert.ok((recorded.get(uuid)?.length ?? 0) >= copies.length, `${transport} ${uuid}`)
  }
}

/** For each text there is one notification of each subscription. */
function assertOnce(folder: string, received: readonly Received[]): void {
  const texts = Map.groupBy(received, (one) => one.subscriptionId)
  const db = new DatabaseSync(join(folder, 'gateway.db'), { readOnly: true })
  const rows = db.prepare(
    'select count(*) as count from notification where subscription_id = ? and state = ?',
  )
  for (const [subscriptionId, own] of texts) {
    const { size } = new Set(own.map(({ body }) => body.id))
    assert.deepEqual({ ...rows.get(subscriptionId, 'delivered') }, { count: size })
    for (const state of ['pending', 'failed']) {
      assert.deepEqual({ ...rows.get(subscriptionId, state) }, { count: 0 })
    }
  }
  db.close()
}

test(
  'killed at any moment, an installation delivers to agents every text that the platform stored, and all that left is in the audit log',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfence-gateway-events-'))
    const watch = createWatch()
    const receiver = await openReceiver(watch)
    const listener = createListener(watch)
    const drill: Drill = { folder, receiver, listener, watch }
    const first = await startProcess(folder, ['--limits', 'off'])
    const subscriptionId = await subscribe(first.line, receiver.url)
    const listening = listener.listen(first.line)
    await heard(drill, first.line)
    await first.end('SIGKILL')
    await listening

    await killBetweenSendingAndAnswer(drill, 1, 5)
    await killBeforeFanOut(drill, subscriptionId, 2)
    await killBetweenSendingAndAnswer(drill, 3, 40)
    const replayed = await killDuringReplay(drill, subscriptionId)
    await killBeforeFanOut(drill, subscriptionId, 4)

    const texts = storedTexts(folder)
    const last = await start(drill)
    const has = (received: readonly Received[]) =>
      texts.every((id) => received.some(({ body }) => body.id === id))
    const copies = (uuid: string) => receiver.received.filter((one) => one.uuid === uuid).length
    await watch.until(
      () =>
        has(receiver.received) &&
        has(listener.received) &&
        replayed.every((uuid) => copies(uuid) >= 2),
    )
    assert.equal(await last.end('SIGTERM'), 0)
    await last.listening
    for (const { received } of [receiver, listener]) assertDelivered(texts, received)
    assertOnce(folder, [...receiver.received, ...listener.received])
    const verified = await runCommand(['audit', 'verify', '--data', folder, '--json'])
    assert.equal(verified.code, 0, verified.stderr + verified.stdout)
    const records = await readRecords(folder)
    assertRecorded(records, 'WebHook', receiver.received)
    assertRecorded(records, 'EventStream', listener.received)
    await receiver.close()
    rmSync(folder, { recursive: true, force: true })
  },
)
