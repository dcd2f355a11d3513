// The promise that matters most, kept by a process that is killed: nothing is answered that was not
// recorded, nothing goes upstream without its intent, and the log verifies afterwards.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { createMask } from '#gateway/audit/mask'
import type { AuditRecord } from '#storage/audit-log'
import { readRecords, runCommand, startProcess, type StartLine } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringfence-crash-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const extension = '/restapi/v1.0/account/~/extension/~'

/** What the clients were told before the server died. */
interface Acknowledged {
  /** RCRequestId of every answered call. */
  readonly requestIds: string[]
  /** Ids of the messages whose sending was confirmed. */
  readonly messageIds: number[]
}

/** Sixteen clients, each one call after the other, until the server is gone. */
async function loadUntilGone(line: StartLine, acknowledged: Acknowledged, round: number) {
  const headers = {
    authorization: `Bearer ${line.agents[0]?.key}`,
    'content-type': 'application/json',
  }
  const send = (client: number, count: number) =>
    fetch(`${line.gateway}${extension}/sms`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        from: { phoneNumber: '+15105550101' },
        to: [{ phoneNumber: '+14155550123' }],
        text: `load ${round}.${client}.${count}`,
      }),
    })
  const list = () => fetch(`${line.gateway}${extension}/message-store?perPage=1`, { headers })
  const client = async (number: number) => {
    for (let count = 0; ; count += 1) {
      try {
        // One after the other is what a client is.
        // oxlint-disable no-await-in-loop
        const response = await (count % 4 === 3 ? list() : send(number, count))
        const body = (await response.json()) as { id?: number }
        // oxlint-enable no-await-in-loop
        assert.equal(response.status, 200, JSON.stringify(body))
        acknowledged.requestIds.push(response.headers.get('rcrequestid') ?? '')
        if (body.id) acknowledged.messageIds.push(body.id)
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error
        return
      }
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, number) => client(number)))
}

/** Whether a text stands in the intent of a write: by its keyed hash, since the log has no text. */
function intendedTexts(records: readonly AuditRecord[]) {
  const keys = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as { audit: string } // the folder's own format
  const mask = createMask(Buffer.from(keys.audit, 'base64url'))
  const intents = JSON.stringify(records.filter(({ kind }) => kind === 'intent'))
  return { has: (text: string) => intents.includes(mask.text(text).hash) }
}

test('killed under load three times, the audit log verifies and holds every acknowledged call', async () => {
  const acknowledged: Acknowledged = { requestIds: [], messageIds: [] }
  for (const [round, enough] of [40, 150, 400].entries()) {
    // Rounds build on each other: each starts on what the last one left.
    // oxlint-disable no-await-in-loop
    const product = await startProcess(folder, ['--limits', 'off'])
    const target = acknowledged.requestIds.length + enough
    const load = loadUntilGone(product.line, acknowledged, round)
    while (acknowledged.requestIds.length < target)
      await new Promise((resolve) => setImmediate(resolve))
    assert.equal(await product.end('SIGKILL'), 'SIGKILL')
    await load

    const verified = await runCommand(['audit', 'verify', '--data', folder, '--json'])
    assert.equal(verified.code, 0, verified.stderr + verified.stdout)
    // oxlint-enable no-await-in-loop
  }

  const records = await readRecords(folder)
  const calls = records.filter((record) => record.kind === 'call')
  const recorded = new Set(calls.map(({ upstreamRequestId }) => upstreamRequestId))
  assert.deepEqual(
    acknowledged.requestIds.filter((id) => !recorded.has(id)),
    [],
  )

  const platform = new DatabaseSync(join(folder, 'platform.db'), { readOnly: true })
  const stored = platform
    .prepare(`select id, subject from message where subject glob 'load [0-9]*'`)
    .all()
    .map(({ id, subject }) => ({ id: Number(id), text: String(subject) }))
  platform.close()
  const intended = intendedTexts(records)
  assert.deepEqual(
    stored.filter(({ text }) => !intended.has(text)),
    [],
    'every message on the platform has its intent',
  )
  assert.deepEqual(
    acknowledged.messageIds.filter((id) => !stored.some((message) => message.id === id)),
    [],
    'every confirmed message is on the platform',
  )
})

test('a killed installation starts again and serves what it had', async () => {
  const product = await startProcess(folder, ['--limits', 'off'])
  const response = await fetch(`${product.line.gateway}${extension}/message-store?perPage=1`, {
    headers: { authorization: `Bearer ${product.line.agents[0]?.key}` },
  })
  assert.equal(response.status, 200)
  assert.equal(await product.end('SIGTERM'), 0)
})
