import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { frozenClock } from '#lib/clock'
import { seededRandom } from '#lib/random'
import { createAttend } from '#platform/evidence/attend'
import { createGate } from '#platform/controls/gate'
import { createRequestLog } from '#platform/evidence/requests'
import { openDatabase } from '#storage/database'
import { platformMigrations } from '#storage/migrations/platform'
import { createPlatform, frozenStart } from '#src/create-platform'
import { pull } from '../levers/pull.ts'
import { appSecret, noon, numbers, own, sms, startWorld, type World } from '../world.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'ringfence-'))

/** A world in memory and one on disk: what holds in one holds in the other. */
const places: readonly [name: string, start: () => World][] = [
  ['in memory', () => startWorld()],
  ['on disk', () => startWorld({ path: join(folder(), 'platform.db') })],
]

/** A text of Ann's, or its refusal. */
const send = async (world: World, text = 'hello', token = world.token(101)) =>
  world.call('POST', `${own}/sms`, { json: sms(text, numbers.outside), token })
const textsOf = async (world: World, token: string) =>
  (await world.get(`${own}/message-store`, { token })).body.records.map(
    ({ subject }: { subject: string }) => subject,
  )

for (const [place, start] of places) {
  test(`a restored snapshot brings back what was, and nothing of what came after (${place})`, async () => {
    using world = start()
    const token = world.token(101)
    await send(world, 'before', token)
    const taken = await pull(world, 'PUT /snapshots/one')
    assert.equal(taken.status, 201)
    assert.deepEqual(
      [taken.reply.name, taken.reply.takenAt, taken.reply.isSeed],
      ['one', new Date(noon).toISOString(), false],
    )
    await send(world, 'after', token)
    assert.deepEqual(await textsOf(world, token), ['after', 'before'])
    assert.deepEqual((await pull(world, 'POST /snapshots/one/restore')).reply, { name: 'one' })
    assert.deepEqual(await textsOf(world, token), ['before'])
    // It can be gone back to as often as one likes, also after other writes.
    await send(world, 'again', token)
    await pull(world, 'POST /snapshots/one/restore')
    assert.deepEqual(await textsOf(world, token), ['before'])
    assert.deepEqual(world.errors, [])
  })

  test(`the same calls after the way back get the same answers (${place})`, async () => {
    using world = start()
    const token = world.token(101)
    await pull(world, 'POST /clock/freeze', {})
    await pull(world, 'PUT /snapshots/one')
    const calls = async () => {
      const sent = await send(world, 'hi', token)
      const call = await world.call('POST', `${own}/ring-out`, {
        json: { from: { phoneNumber: numbers.ann }, to: { phoneNumber: numbers.outside } },
        token,
      })
      await pull(world, 'POST /clock/advance', { by: '2h' })
      const log = await world.get(`${own}/call-log?view=Detailed`, { token })
      return [sent.body, sent.headers.get('rcrequestid'), call.body, log.body]
    }
    const first = await calls()
    await pull(world, 'POST /snapshots/one/restore')
    assert.deepEqual(await calls(), first)
  })

  test(`a snapshot of the same name takes the place of the older one, and can be forgotten (${place})`, async () => {
    using world = start()
    const token = world.token(101)
    await pull(world, 'PUT /snapshots/one')
    await send(world, 'kept', token)
    await pull(world, 'PUT /snapshots/one')
    await pull(world, 'PUT /snapshots/two')
    const { reply } = await pull(world, 'GET /snapshots')
    assert.deepEqual(
      reply.snapshots.map(({ name }: { name: string }) => name),
      ['one', 'two'],
    )
    await pull(world, 'POST /snapshots/one/restore')
    assert.deepEqual(await textsOf(world, token), ['kept'])
    assert.equal((await pull(world, 'DELETE /snapshots/one')).status, 200)
    assert.equal((await pull(world, 'DELETE /snapshots/one')).status, 404)
    assert.equal((await pull(world, 'POST /snapshots/one/restore')).status, 404)
    assert.deepEqual(await textsOf(world, token), ['kept'])
  })

  test(`the files of a snapshot stay as long as it does (${place})`, async () => {
    using world = start()
    const { files, messages, db } = world.platform.parts
    const file = files.put(Buffer.from('a picture'))
    db.transaction(() => {
      const message = messages.add({
        extensionId: 101,
        type: 'SMS',
        direction: 'Inbound',
        readStatus: 'Read',
        availability: 'Alive',
        status: 'Received',
        createdAt: noon,
        modifiedAt: noon,
        conversationId: null,
        subject: null,
        from: {},
        to: [],
        attachments: [],
        details: {},
      })
      messages.addContent(message.id, file)
    })
    await pull(world, 'PUT /snapshots/one')
    db.transaction(() => db.run(sql`delete from attachment`))
    assert.equal(await files.sweep(), 0)
    await pull(world, 'POST /snapshots/one/restore')
    assert.deepEqual(Buffer.from(files.read(file.key)).toString(), 'a picture')
    // One of the same name takes its place, and holds what it names itself.
    await pull(world, 'PUT /snapshots/one')
    db.transaction(() => db.run(sql`delete from attachment`))
    await pull(world, 'PUT /snapshots/other')
    await pull(world, 'DELETE /snapshots/one')
    await turn()
    assert.equal(files.has(file.key), false)
  })

  test(`files that only the discarded state had are dropped (${place})`, async () => {
    using world = start()
    const { files, messages, db } = world.platform.parts
    await world.platform.controls.snapshots.keepSeed()
    const { body } = await send(world)
    const file = files.put(Buffer.from('late'))
    db.transaction(() => messages.addContent(Number(body.id), file))
    await pull(world, 'POST /reset')
    await turn()
    assert.equal(files.has(file.key), false)
  })

  test(`a reset goes back to the seed: its tokens are good, later ones are gone (${place})`, async () => {
    using world = start()
    const early = world.token(101)
    await world.platform.controls.snapshots.keepSeed()
    const late = world.token(101)
    await send(world, 'late', late)
    assert.equal((await pull(world, 'POST /reset')).status, 200)
    assert.deepEqual(await textsOf(world, early), [])
    assert.equal((await world.get('/restapi/v1.0/account/~', { token: late })).status, 401)
    const login = await world.call('POST', '/restapi/oauth/token', {
      token: null,
      raw: {
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({ grant_type: 'client_credentials' }).toString(),
      },
      headers: { authorization: `Basic ${Buffer.from(`app:${appSecret}`).toString('base64')}` },
    })
    assert.equal(login.status, 200)
  })

  test(`the clock goes back to how it stood (${place})`, async () => {
    using world = start()
    await pull(world, 'POST /clock/freeze', { at: new Date(noon + 1_000).toISOString() })
    await world.platform.controls.snapshots.keepSeed()
    await pull(world, 'POST /clock/advance', { by: '30d' })
    await pull(world, 'POST /clock/run', {})
    await pull(world, 'POST /reset')
    const { reply } = await pull(world, 'GET /clock')
    assert.deepEqual(reply, {
      now: new Date(noon + 1_000).toISOString(),
      isFrozen: true,
      aheadMs: 1_000,
    })
  })

  test(`what was due then is due again, and what became due since is not (${place})`, async () => {
    using world = start()
    const token = world.token(101)
    const { body: kept } = await send(world, 'kept', token)
    await pull(world, 'PUT /snapshots/one')
    const statusOf = async () =>
      (await world.get(`${own}/message-store/${kept.id}`, { token })).body.messageStatus
    await world.clock.advance(5_000)
    assert.equal(await statusOf(), 'Delivered')
    await pull(world, 'POST /clock/freeze', {})
    await send(world, 'gone', token)
    await pull(world, 'POST /snapshots/one/restore')
    await turn()
    await pull(world, 'POST /clock/advance', { by: '10s' })
    assert.equal(await statusOf(), 'Delivered')
    assert.deepEqual(await textsOf(world, token), ['kept'])
    assert.deepEqual(world.errors, [])
  })
}

test('a reset clears faults and rate windows, and leaves the request log and the report', async () => {
  using world = startWorld({ limits: 'guide' })
  const token = world.token(101)
  await world.platform.controls.snapshots.keepSeed()
  const read = () => world.get('/restapi/v1.0/account/~', { token })
  const remaining = async () => (await read()).headers.get('x-rate-limit-remaining')
  await read()
  await read()
  await pull(world, 'POST /faults', { method: 'readAccountInfo', error: 'CMN-201' })
  await pull(world, 'POST /reset')
  assert.equal(await remaining(), '49')
  assert.deepEqual((await pull(world, 'GET /faults')).reply, { faults: [] })
  assert.equal((await pull(world, 'GET /requests')).reply.requests.length, 3)
  const [report] = (await pull(world, 'GET /report')).reply.apps
  assert.equal(report.methods[0].successes, 3)
})

test('without a seed there is nothing to reset to', async () => {
  using world = startWorld()
  const { status, reply } = await pull(world, 'POST /reset')
  assert.deepEqual([status, reply.detail], [404, 'No seed was kept.'])
})

test('the seed is neither taken over nor forgotten by hand', async () => {
  using world = startWorld()
  await world.platform.controls.snapshots.keepSeed()
  assert.equal((await pull(world, 'PUT /snapshots/seed')).status, 409)
  assert.equal((await pull(world, 'DELETE /snapshots/seed')).status, 409)
  const { reply } = await pull(world, 'GET /snapshots')
  assert.deepEqual(
    reply.snapshots.map(({ name, isSeed }: Record<string, unknown>) => [name, isSeed]),
    [['seed', true]],
  )
})

for (const name of ['..', 'A', 'a_b', '-a', 'a'.repeat(65), '%2e%2e%2fx', 'a.b']) {
  test(`a snapshot cannot be called ${name.slice(0, 12)}`, async () => {
    using world = startWorld()
    const { status } = await pull(world, `PUT /snapshots/${name}`)
    assert.ok([400, 404].includes(status), String(status))
    assert.deepEqual(world.platform.controls.snapshots.list(), [])
  })
}

test('snapshots survive a restart, with their files, for their owner alone', async () => {
  const dir = folder()
  const path = join(dir, 'platform.db')
  const clock = frozenClock(noon)
  let key = ''
  let token = ''
  {
    using world = startWorld({ path, clock })
    token = world.token(101)
    const { files, db } = world.platform.parts
    const { body } = await send(world, 'kept', token)
    const file = files.put(Buffer.from('bytes'))
    ;({ key } = file)
    db.transaction(() => world.platform.parts.messages.addContent(Number(body.id), file))
    await pull(world, 'PUT /snapshots/one')
    db.transaction(() => db.run(sql`delete from attachment`))
    await send(world, 'gone', token)
  }
  using world = startWorld({ path, clock })
  await turn()
  assert.deepEqual(
    readdirSync(join(dir, 'snapshots')).map((name) => [
      name,
      statSync(join(dir, 'snapshots', name)).mode & 0o777,
    ]),
    [
      ['one.db', 0o600],
      ['one.json', 0o600],
    ],
  )
  assert.equal((await pull(world, 'POST /snapshots/one/restore')).status, 200)
  assert.deepEqual(await textsOf(world, token), ['kept'])
  assert.equal(world.platform.parts.files.has(key), true)
  await pull(world, 'DELETE /snapshots/one')
  assert.equal(existsSync(join(dir, 'snapshots', 'one.db')), false)
})

test('a snapshot that an older version took is brought forward, and half of one is none', async () => {
  const dir = folder()
  mkdirSync(join(dir, 'snapshots'))
  const old = openDatabase(join(folder(), 'old.db'), platformMigrations.slice(0, 3))
  old.run(sql`insert into account (id, details) values (7, '{"companyName":"Old"}')`)
  old.run(sql`insert into extension (id, account_id, number, type, status, role, name, details)
    values (70, 7, '70', 'User', 'Enabled', 'Standard', 'Olga', '{}')`)
  const message = old.run(sql`insert into message (extension_id, type, direction, read_status,
    availability, status, created_at, modified_at, parties, numbers, attachments, details)
    values (70, 'SMS', 'Inbound', 'Read', 'Alive', 'Received', 1, 1, '{}', '', '[]', '{}')`)
  const attachment = old.run(sql`insert into attachment (message_id, bytes)
    values (${message.lastInsertRowid}, ${Buffer.from('old bytes')})`)
  old.copy(join(dir, 'snapshots', 'old.db'))
  old.close()
  const entry = { name: 'old', takenAt: noon, sizeBytes: 1, fileKeys: [] }
  writeFileSync(join(dir, 'snapshots', 'old.json'), JSON.stringify(entry))
  writeFileSync(join(dir, 'snapshots', 'half.json'), '{"name":"ha')
  using world = startWorld({ path: join(dir, 'platform.db') })
  assert.deepEqual(
    world.platform.controls.snapshots.list().map(({ name }) => name),
    ['old'],
  )
  assert.equal((await pull(world, 'POST /snapshots/old/restore')).status, 200)
  const { accounts, messages, files } = world.platform.parts
  assert.equal(accounts.account(7)?.companyName, 'Old')
  const file = messages.content(message.lastInsertRowid, attachment.lastInsertRowid)
  assert.equal(file && Buffer.from(files.read(file.key)).toString(), 'old bytes')
  assert.deepEqual(world.platform.parts.conversations.chat(1), undefined)
})

test('a call with its body still on the way when a snapshot is restored is refused, and writes nothing', async () => {
  using world = startWorld()
  const token = world.token(101)
  await pull(world, 'PUT /snapshots/one')
  const [head, rest] = [
    JSON.stringify(sms('late')).slice(0, 10),
    JSON.stringify(sms('late')).slice(10),
  ]
  let finish = () => {}
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(head))
      finish = () => {
        controller.enqueue(Buffer.from(rest))
        controller.close()
      }
    },
  })
  const late = world.call('POST', `${own}/sms`, { raw: { type: 'application/json', body }, token })
  await turn()
  await pull(world, 'POST /snapshots/one/restore')
  finish()
  assert.equal((await late).status, 503)
  assert.deepEqual(await textsOf(world, token), [])
})

test('a call that comes while the gate is shut waits until it is open', async () => {
  const gate = createGate()
  const attend = createAttend({
    gate,
    clock: frozenClock(noon),
    random: seededRandom(1),
    requests: createRequestLog(1),
    tally: { count() {} },
  })
  const seen: string[] = []
  const answered = gate.shut(async () => {
    const call = attend(new Request('http://platform.test/'), async (note) => {
      note.begin()
      seen.push('answered')
      return new Response()
    })
    await turn()
    seen.push('restored')
    return [call]
  })
  await Promise.all(await answered)
  assert.deepEqual(seen, ['restored', 'answered'])
})

test('the gate waits for calls that are being handled, and gives up when one does not end', async () => {
  const gate = createGate()
  const slow = gate.enter()
  slow.begin()
  const idle = gate.enter()
  await assert.rejects(
    gate.shut(() => assert.fail('was let in'), 5),
    { name: 'BusyError' },
  )
  idle.begin()
  const seen: string[] = []
  const shut = gate.shut(() => void seen.push('shut'))
  assert.throws(() => gate.enter().begin(), { code: 'CMN-201' })
  slow.end()
  await turn()
  assert.deepEqual(seen, [])
  idle.end()
  await shut
  assert.deepEqual(seen, ['shut'])
  const after = gate.enter()
  after.begin()
  after.end()
})

test('a platform made for a test is reset to its seed: frozen where it was, its credentials good', async () => {
  await using platform = await createPlatform({ port: false, clock: 'frozen' })
  const token = async () => {
    const { clientId, clientSecret, jwt } = platform.app
    const reply = await platform.fetch('/restapi/oauth/token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: jwt,
      }),
    })
    return ((await reply.json()) as { access_token: string }).access_token // RFC 6749 5.1
  }
  const read = async (bearer: string) => {
    const reply = await platform.fetch(`${own}/message-store?perPage=1`, {
      headers: { authorization: `Bearer ${bearer}` },
    })
    return reply.ok ? ((await reply.json()) as { paging: { totalElements: number } }).paging : null
  }
  const late = await token()
  const before = await read(late)
  assert.ok(before)
  await platform.levers.advanceClock({ by: '2d' })
  await platform.levers.reset({})
  assert.equal((await platform.levers.readClock({})).now, frozenStart)
  assert.equal(await read(late), null)
  assert.deepEqual(await read(await token()), before)
})

test('the levers answer under the host names that a platform is given, and no others', async () => {
  await using platform = await createPlatform({
    port: false,
    seed: { extensions: [{ name: 'Ann' }] },
  })
  const status = async (host: string) =>
    (
      await platform.fetch(`${host}/_platform/clock`, {
        headers: { authorization: `Bearer ${platform.leverToken}` },
      })
    ).status
  assert.deepEqual(
    [await status('http://platform.test'), await status('http://elsewhere.test')],
    [200, 403],
  )
})
