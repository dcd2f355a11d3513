// Events and a process that is killed: between commit and delivery, between sending and the answer, and
// during a replay. Every event that was stored reaches the webhook, and a second copy has the uuid of the first.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startProcess, type StartLine } from './process.ts'
import { assertDelivered, comeIn, openReceiver, pull, storedTexts, textUntilGone } from './texts.ts'

/** Subscribes the demo company's admin to new texts, directly at the platform. */
async function subscribe({ platform, platformApp }: StartLine, address: string): Promise<void> {
  const { clientId, clientSecret, jwt } = platformApp
  const token = await fetch(`${platform}/restapi/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: jwt,
    }),
  })
  const { access_token } = (await token.json()) as { access_token: string } // RFC 6749 5.1
  const response = await fetch(`${platform}/restapi/v1.0/subscription`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      eventFilters: ['/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS'],
      deliveryMode: { transportType: 'WebHook', address },
    }),
  })
  assert.equal(response.status, 200, await response.text())
}

test(
  'killed at any moment, the platform delivers every event that it stored, copies with one uuid',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfence-events-'))
    const receiver = await openReceiver()
    let isSubscribed = false
    // oxlint-disable no-await-in-loop -- each round goes on with what the one before left
    for (const [round, enough] of [5, 20, 60].entries()) {
      const started = await startProcess(folder, ['--limits', 'off'])
      if (!isSubscribed) await subscribe(started.line, receiver.url)
      isSubscribed = true
      const target = receiver.received.length + enough
      const texting = textUntilGone(started.line, round)
      // The last one before the end is not answered: it was sent, and its outcome is not stored.
      await receiver.until(() => receiver.received.length >= target)
      receiver.onNotification = () => new Promise(() => {})
      const last = receiver.received.length
      await receiver.until(() => receiver.received.length > last)
      await started.end('SIGKILL')
      receiver.onNotification = () => {}
      await texting
    }
    // oxlint-enable no-await-in-loop
    const texts = storedTexts(folder)
    const started = await startProcess(folder, ['--limits', 'off'])
    await receiver.until(() =>
      texts.every((id) => receiver.received.some(({ body }) => body.id === id)),
    )
    await started.end('SIGTERM')
    assertDelivered(texts, receiver.received)
    await receiver.close()
    rmSync(folder, { recursive: true, force: true })
  },
)

test(
  'killed while it replays, the platform goes on with the replay, with the uuids of the first time',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfence-replay-'))
    const receiver = await openReceiver()
    const first = await startProcess(folder, ['--limits', 'off'])
    await subscribe(first.line, receiver.url)
    for (let count = 0; count < 40; count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- in order
      await comeIn(first.line, `event ${count}`)
    }
    await receiver.until(() => receiver.received.length >= 40)
    // Received, the last ones are not yet stored as such.
    for (let waiting = 1; waiting > 0;) {
      // oxlint-disable-next-line no-await-in-loop -- it is told by nothing
      const list = await pull(first.line, 'GET', '/notifications?state=pending')
      // oxlint-disable-next-line no-await-in-loop -- ditto
      waiting = ((await list.json()) as { notifications: unknown[] }).notifications.length
    }
    const replayed = await pull(first.line, 'POST', '/notifications/replay', {
      state: 'delivered',
    })
    assert.equal(replayed.status, 200, await replayed.text())
    await receiver.until(() => receiver.received.length > 45)
    await first.end('SIGKILL')

    const second = await startProcess(folder, ['--limits', 'off'])
    const twice = () =>
      [...Map.groupBy(receiver.received, ({ uuid }) => uuid).values()].every(
        (copies) => copies.length >= 2,
      )
    await receiver.until(twice)
    await second.end('SIGTERM')
    assert.equal(new Set(receiver.received.map(({ uuid }) => uuid)).size, 40)
    assertDelivered(storedTexts(folder), receiver.received)
    await receiver.close()
    rmSync(folder, { recursive: true, force: true })
  },
)
