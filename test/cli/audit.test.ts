import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { AuditRecord, Verification } from '#admin/schemas'
import { command, ownMessages, startWorld } from './world.ts'

type Call = AuditRecord & { methodId?: string; decision?: string; agentId?: string }

const records = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Call)

test('tail shows the last records, oldest first, and narrows by agent, decision and method', async () => {
  await using world = await startWorld()
  const key = world.running.agents[0]?.key ?? ''
  assert.equal(await world.call(key, ownMessages), 200)
  assert.equal(await world.call(key, '/restapi/v1.0/account/~/extension'), 403)
  const { stdout } = await world.ringfence('audit', 'tail', '-n', '2')
  const [heading, allowed, denied] = stdout.split('\n')
  assert.match(heading ?? '', /^SEQ +TIME +AGENT +WHAT +DECISION +STATUS +WHY$/)
  assert.match(allowed ?? '', /demo +listMessages +allow +200/)
  assert.match(denied ?? '', /demo +listExtensions +deny +403 +needs_account_reach read extension/)

  const tail = async (...words: string[]) =>
    records((await world.ringfence('audit', 'tail', '--json', ...words)).stdout)
  assert.deepEqual(
    (await tail('--decision', 'deny')).map(({ methodId }) => methodId),
    ['listExtensions'],
  )
  assert.deepEqual(
    (await tail('--method', 'listMessages')).map(({ decision }) => decision),
    ['allow'],
  )
  assert.deepEqual(await tail('--agent', 'demo', '--kind', 'system'), [])
  assert.deepEqual(
    (await tail('--kind', 'call,refused')).map(({ kind }) => kind),
    ['call', 'refused'],
  )
  assert.deepEqual(await tail('--from', '2100-01-01'), [])
  assert.equal((await world.ringfence('audit', 'tail', '--decision', 'maybe')).code, 1)
  assert.equal((await world.ringfence('audit', 'tail', '-n', '0')).code, 2)
})

test('a followed log shows what happens, each record once, until it is stopped', async () => {
  await using world = await startWorld()
  const key = world.running.agents[0]?.key ?? ''
  const stop = new AbortController()
  let calls = 0
  const ended = await command(
    ['audit', 'tail', '--follow', '-n', '1', '--json', '--data', world.folder],
    {
      stop: stop.signal,
      onOutput(stdout) {
        // Each call once the one before was shown, so that the log is asked several times.
        if (stdout.split('listMessages').length <= calls) return
        calls += 1
        if (calls > 2) stop.abort()
        else void world.call(key, ownMessages)
      },
    },
  )
  assert.equal(ended.code, 0)
  const seqs = records(ended.stdout).map(({ seq }) => seq)
  const [first = 0] = seqs
  assert.deepEqual(seqs, [first, first + 1, first + 2])
})

test('show prints all that one record holds, by number or id', async () => {
  await using world = await startWorld()
  const record = await world.json<Call>('audit', 'show', '1')
  const byId = await world.ringfence('audit', 'show', record.id)
  assert.match(byId.stdout, new RegExp(`^hash +${record.hash}$`, 'm'))
  const none = await world.ringfence('audit', 'show', '99999')
  assert.equal(none.code, 1)
  assert.match(none.stderr, /ringfence audit tail/)
})

test('verify prints the head beside a server and without one, and takes it back with --expect', async () => {
  await using world = await startWorld()
  const during = await world.json<Verification>('audit', 'verify')
  assert.ok(during.intact)
  await world.stop()
  const { code, stdout } = await world.ringfence('audit', 'verify', '--expect', during.head.head)
  assert.equal(code, 0)
  assert.match(stdout, /^Head +\d+:[0-9a-f]{64}$/m)
  const wrong = await world.ringfence('audit', 'verify', '--expect', 'yesterday')
  assert.equal(wrong.code, 2)
})

test('verify asks the server where only its address is known', async () => {
  await using world = await startWorld()
  const { code, stdout } = await command(
    ['audit', 'verify', '--json', '--url', world.running.gateway],
    {
      env: { RINGFENCE_ADMIN_TOKEN: world.running.adminToken },
    },
  )
  assert.equal(code, 0)
  assert.equal((JSON.parse(stdout) as Verification).intact, true)
})

test('a changed record and a tail that was cut off exit with 4 and name the record', async () => {
  await using world = await startWorld()
  await world.stop()
  const before = await world.json<Verification>('audit', 'verify')
  assert.ok(before.intact)
  const file = join(world.folder, 'audit.db')
  const change = (text: string) => {
    const db = new DatabaseSync(file)
    db.exec(text)
    db.close()
  }
  // Somebody with the file in hand drops the triggers first.
  for (const name of ['continues', 'is_never_changed', 'is_never_removed']) {
    change(`drop trigger batch_${name}`)
  }
  change("update batch set records = replace(records, 'agent.created', 'agent.erased')")
  const changed = await world.ringfence('audit', 'verify')
  assert.equal(changed.code, 4)
  assert.match(changed.stdout, /The audit log was changed/)
  change("update batch set records = replace(records, 'agent.erased', 'agent.created')")
  assert.equal((await world.ringfence('audit', 'verify')).code, 0)
  change('delete from batch where first_seq = (select max(first_seq) from batch)')
  assert.equal((await world.ringfence('audit', 'verify')).code, 0)
  const cut = await world.ringfence('audit', 'verify', '--expect', before.head.head, '--json')
  assert.equal(cut.code, 4)
  const found = JSON.parse(cut.stdout) as Verification & { intact: false }
  assert.equal(found.damage.what, 'cut off')
})

test('beside a running server a tail that was cut off is found without a head of one’s own', async () => {
  await using world = await startWorld()
  const db = new DatabaseSync(join(world.folder, 'audit.db'))
  db.exec('drop trigger batch_is_never_removed')
  const last = 'first_seq = (select max(first_seq) from batch)'
  db.exec(`create table kept as select * from batch where ${last}; delete from batch where ${last}`)
  const { code, stdout } = await world.ringfence('audit', 'verify')
  assert.equal(code, 4)
  assert.match(stdout, /The audit log was changed/)
  // Put back, so that the server can write its last record.
  db.exec('insert into batch select * from kept')
  assert.equal((await world.ringfence('audit', 'verify')).code, 0)
  db.close()
})

test('a folder without a log, and a file that is none, are said to be so', async () => {
  await using world = await startWorld()
  const none = await command(['audit', 'verify', '--data', join(world.folder, 'nothing')])
  assert.equal(none.code, 1)
  assert.match(none.stderr, /There is no audit log/)
  await world.stop()
  await writeFile(join(world.folder, 'audit.db'), 'this was an audit log once, and is none now')
  const damaged = await world.ringfence('audit', 'verify')
  assert.equal(damaged.code, 4)
  assert.match(damaged.stderr, /audit\.db/)
})

test('a server whose log was broken beneath it says so when it stops, and lets go of its folder', async () => {
  await using world = await startWorld()
  const db = new DatabaseSync(join(world.folder, 'audit.db'))
  db.exec('drop trigger batch_is_never_removed; delete from batch')
  db.close()
  await assert.rejects(world.stop(), /The audit log cannot be written/)
  const again = await command(
    ['start', '--data', world.folder, '--port', '0', '--platform-port', '0'],
    {
      stop: AbortSignal.abort(),
    },
  )
  assert.equal(again.code, 0)
})
