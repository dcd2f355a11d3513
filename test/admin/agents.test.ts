import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent, Credential, Grant, GridRow, NewCredential } from '#admin/schemas'
import { createWorld, startOfTime } from './world.ts'

type World = Awaited<ReturnType<typeof createWorld>>
type Created = { agent: Agent; key: NewCredential }
type Wrong = { type: string; field?: string; detail: string; remedy: string }

async function create(world: World, name: string) {
  const { json } = await world.ask('POST', '/agents', { name })
  return json as Created
}

/** The last record of the audit log, as kept. */
async function lastRecord(world: World) {
  const { records } = await world.auditLog.read({ limit: 1 })
  return records[0]?.record as { kind: string; operator?: string; action?: string; target?: string }
}

test('a created agent is answered with a key that the gateway recognizes', async () => {
  await using world = await createWorld()
  const { status, json } = await world.ask('POST', '/agents', {
    name: 'support-bot',
    expiresAt: '2026-12-31',
  })
  const { agent, key } = json as Created
  assert.equal(status, 201)
  assert.equal(agent.name, 'support-bot')
  assert.equal(agent.status, 'active')
  assert.equal(agent.createdAt, '2026-11-24T09:00:00.000Z')
  assert.equal(agent.expiresAt, '2026-12-31T00:00:00.000Z')
  assert.match(key.secret, /^rfk_/)
  assert.equal(world.directory.recognize(key.secret, startOfTime).recognized, true)
})

test('a change is in the audit log, by whom and of what, and no secret is', async () => {
  await using world = await createWorld()
  const { agent, key } = await create(world, 'support-bot')
  const record = await lastRecord(world)
  assert.equal(record.kind, 'admin')
  assert.equal(record.operator, 'admin-token')
  assert.equal(record.action, 'agent.created')
  assert.equal(record.target, agent.id)
  const { text } = await world.ask('GET', '/audit/records?limit=1000')
  assert.ok(!text.includes(key.secret))
})

test('a key is shown once: no list or read answers it or its hash again', async () => {
  await using world = await createWorld()
  const { agent, key } = await create(world, 'support-bot')
  const answers = await Promise.all(
    ['/agents', `/agents/${agent.id}`, `/agents/${agent.id}/keys`, `/agents/${agent.id}/jwts`].map(
      (path) => world.ask('GET', path),
    ),
  )
  for (const { status, text } of answers) {
    assert.equal(status, 200)
    assert.ok(!text.includes(key.secret))
    assert.ok(!text.includes('hash'))
  }
})

test('an agent is found by its name or its id; another is a 404 that says what to do', async () => {
  await using world = await createWorld()
  const { agent } = await create(world, 'support bot')
  const byName = await world.ask('GET', '/agents/support%20bot')
  const byId = await world.ask('GET', `/agents/${agent.id}`)
  assert.deepEqual(byName.json, byId.json)
  const { status, json } = await world.ask('GET', '/agents/nobody')
  assert.equal(status, 404)
  assert.equal((json as Wrong).type, '/api/v1/problems#not-found')
  assert.match((json as Wrong).detail, /nobody/)
  assert.ok((json as Wrong).remedy)
})

test('a name that is taken is a conflict; a wrong field is named', async () => {
  await using world = await createWorld()
  await create(world, 'support-bot')
  const taken = await world.ask('POST', '/agents', { name: 'support-bot' })
  assert.equal(taken.status, 409)
  const bodies: [body: unknown, field: string][] = [
    [{}, 'name'],
    [{ name: 7 }, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'a', colour: 'red' }, 'colour'],
    [{ name: 'a', expiresAt: 'soon' }, 'expiresAt'],
    [{ name: 'a', expiresAt: '2026-13-45' }, 'expiresAt'],
    [{ name: 'a', expiresAt: '2026-11-23' }, 'expiresAt'],
    [{ name: 'a', connectionId: 'connection_none' }, 'connectionId'],
  ]
  for (const [body, field] of bodies) {
    // oxlint-disable-next-line no-await-in-loop
    const { status, json } = await world.ask('POST', '/agents', body)
    assert.equal(status, 400, JSON.stringify(body))
    assert.equal((json as Wrong).field, field, JSON.stringify(body))
  }
  assert.equal(((await world.ask('GET', '/agents')).json as { agents: Agent[] }).agents.length, 1)
})

test('a paused agent is refused until it is resumed, a revoked one for good', async () => {
  await using world = await createWorld()
  const { agent, key } = await create(world, 'support-bot')
  const works = () => world.directory.recognize(key.secret, startOfTime).recognized
  await world.ask('POST', '/agents/support-bot/pause')
  assert.equal(works(), false)
  await world.ask('POST', '/agents/support-bot/resume')
  assert.equal(works(), true)
  const revoked = await world.ask('DELETE', '/agents/support-bot')
  assert.equal((revoked.json as Agent).status, 'revoked')
  assert.equal(works(), false)
  assert.equal((await world.ask('POST', `/agents/${agent.id}/resume`)).status, 409)
})

test('an end that is set counts when its time comes, and null takes it away', async () => {
  await using world = await createWorld()
  const { key } = await create(world, 'support-bot')
  await world.ask('PATCH', '/agents/support-bot', { expiresAt: '2026-11-24T09:01:00Z' })
  assert.equal(world.directory.recognize(key.secret, startOfTime + 59_999).recognized, true)
  assert.equal(world.directory.recognize(key.secret, startOfTime + 60_000).recognized, false)
  await world.ask('PATCH', '/agents/support-bot', { expiresAt: null })
  assert.equal(world.directory.recognize(key.secret, startOfTime + 60_000).recognized, true)
})

test('a rotated key takes the place of the former one, at once or after an overlap', async () => {
  await using world = await createWorld()
  const { key } = await create(world, 'support-bot')
  const rotate = async (body: object) =>
    ((await world.ask('POST', '/agents/support-bot/keys', body)).json as { key: NewCredential }).key
  const works = (secret: string, at = startOfTime) =>
    world.directory.recognize(secret, at).recognized
  const second = await rotate({ overlapSeconds: 60 })
  assert.equal(works(key.secret), true)
  assert.equal(works(key.secret, startOfTime + 60_000), false)
  const third = await rotate({})
  assert.deepEqual([works(second.secret), works(third.secret)], [false, true])
  const { json } = await world.ask('GET', '/agents/support-bot/keys')
  assert.equal((json as { keys: Credential[] }).keys.length, 3)
})

test('a JWT credential is issued, listed and revoked, and is no key', async () => {
  await using world = await createWorld()
  await create(world, 'support-bot')
  const issued = await world.ask('POST', '/agents/support-bot/jwts', { expiresAt: '2027-01-01' })
  const { jwt } = issued.json as { jwt: NewCredential }
  assert.equal(issued.status, 201)
  assert.equal(jwt.secret.split('.').length, 3)
  const wrongKind = await world.ask('DELETE', `/agents/support-bot/keys/${jwt.id}`)
  assert.equal(wrongKind.status, 404)
  const revoked = await world.ask('DELETE', `/agents/support-bot/jwts/${jwt.id}`)
  assert.equal((revoked.json as Credential).revokedAt, '2026-11-24T09:00:00.000Z')
})

test('a key or grant of another agent is not there', async () => {
  await using world = await createWorld()
  const { key } = await create(world, 'one')
  await create(world, 'other')
  const granted = await world.ask('POST', '/agents/one/grants', {
    resource: 'post',
    access: 'read',
  })
  const { id } = granted.json as Grant
  assert.equal((await world.ask('DELETE', `/agents/other/keys/${key.id}`)).status, 404)
  assert.equal((await world.ask('DELETE', `/agents/other/grants/${id}`)).status, 404)
  assert.equal((await world.ask('DELETE', `/agents/one/grants/${id}`)).status, 200)
})

test('a grant fills its cell of the grid and leaves every other empty', async () => {
  await using world = await createWorld()
  const { agent } = await create(world, 'support-bot')
  await create(world, 'idle-bot')
  await world.ask('POST', '/agents/support-bot/grants', { resource: 'call record', access: 'read' })
  await world.ask('POST', '/agents/support-bot/grants', {
    resource: 'message',
    access: 'write',
    reach: { extensions: ['102', '101'] },
  })
  const { json } = await world.ask('GET', '/grid')
  const { rows } = json as { rows: GridRow[] }
  assert.deepEqual(
    rows.map(({ agent: { name }, cells }) => [
      name,
      cells.map((cell) => [cell.resource, cell.access, cell.grants.map(({ reach }) => reach)]),
    ]),
    [
      [
        'support-bot',
        [
          ['message', 'write', [{ extensions: ['101', '102'] }]],
          ['call record', 'read', ['own']],
        ],
      ],
      ['idle-bot', []],
    ],
  )
  assert.equal(rows[0]?.agent.id, agent.id)
})

test('a revoked agent is in the list when it is asked for, and in the grid no more', async () => {
  await using world = await createWorld()
  await create(world, 'gone')
  await create(world, 'here')
  await world.ask('DELETE', '/agents/gone')
  const names = async (query: string) =>
    ((await world.ask('GET', `/agents${query}`)).json as { agents: Agent[] }).agents.map(
      ({ name }) => name,
    )
  assert.deepEqual(await names(''), ['gone', 'here'])
  assert.deepEqual(await names('?status=revoked'), ['gone'])
  assert.deepEqual(await names('?status=active'), ['here'])
  const { rows } = (await world.ask('GET', '/grid')).json as { rows: GridRow[] }
  assert.deepEqual(
    rows.map(({ agent }) => agent.name),
    ['here'],
  )
})

test('an expired grant leaves the grid but not the list; the same cell and reach again renews it', async () => {
  await using world = await createWorld()
  await create(world, 'support-bot')
  const add = async (expiresAt: string | null) =>
    (
      await world.ask('POST', '/agents/support-bot/grants', {
        resource: 'message',
        access: 'read',
        reach: 'account',
        expiresAt,
      })
    ).json as Grant
  const first = await add('2026-11-24T09:01:00Z')
  await world.clock.advance(60_000)
  const cells = async () =>
    ((await world.ask('GET', '/grid')).json as { rows: GridRow[] }).rows[0]?.cells.length
  const list = async () =>
    ((await world.ask('GET', '/agents/support-bot/grants')).json as { grants: Grant[] }).grants
  assert.equal(await cells(), 0)
  assert.equal((await list()).length, 1)
  const second = await add(null)
  assert.equal(second.id, first.id)
  assert.equal(await cells(), 1)
  assert.equal((await list()).length, 1)
})

test('a cell is cleared of all its grants; an empty one is a 404', async () => {
  await using world = await createWorld()
  await create(world, 'support-bot')
  const grant = (access: string, reach: unknown) =>
    world.ask('POST', '/agents/support-bot/grants', { resource: 'message', access, reach })
  await grant('read', 'own')
  await grant('read', { extensions: ['101'] })
  await grant('write', 'own')
  const path = '/agents/support-bot/grants?resource=message&access=read'
  const cleared = await world.ask('DELETE', path)
  assert.equal((cleared.json as { removed: Grant[] }).removed.length, 2)
  const left = (await world.ask('GET', '/grants')).json as { grants: Grant[] }
  assert.deepEqual(
    left.grants.map(({ access }) => access),
    ['write'],
  )
  assert.equal((await world.ask('DELETE', path)).status, 404)
})

test('a grant of what does not exist is refused and names the field', async () => {
  await using world = await createWorld()
  await create(world, 'support-bot')
  const bodies: [body: object, field: string][] = [
    [{ resource: 'fax', access: 'read' }, 'resource'],
    [{ resource: 'message', access: 'readwrite' }, 'access'],
    [{ resource: 'message', access: 'read', reach: 'all' }, 'reach'],
    [{ resource: 'message', access: 'read', reach: { extensions: [] } }, 'reach'],
    [{ resource: 'chat', access: 'read', reach: { extensions: ['101'] } }, 'reach'],
    [{ resource: 'message' }, 'access'],
  ]
  for (const [body, field] of bodies) {
    // oxlint-disable-next-line no-await-in-loop
    const { status, json } = await world.ask('POST', '/agents/support-bot/grants', body)
    assert.equal(status, 400, JSON.stringify(body))
    assert.match((json as Wrong).field ?? '', new RegExp(`^${field}`), JSON.stringify(body))
    assert.ok((json as Wrong).remedy)
  }
})
