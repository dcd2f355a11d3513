import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#gateway/problem'
import { startOfTime, startWorld } from '../world.ts'

const problem = (kind: string, field: string | null) => (error: unknown) =>
  error instanceof Problem && error.kind === kind && error.field === field && error.remedy !== ''
const target = '/restapi/v1.0/account/~'
const hour = 3_600_000

test('a key is shown once: storage and audit log hold nothing of it', async () => {
  await using world = await startWorld()
  assert.match(world.key, /^rfk_[\w-]{43}$/)
  assert.ok(!JSON.stringify(world.records).includes(world.key.slice(4)))
  const [key] = world.gateway.credentials.listCredentials('tester')
  assert.equal(key?.kind, 'key')
  assert.ok(!JSON.stringify(key).includes(world.key.slice(4)))
})

test('pausing, resuming, revoking and expiring an agent counts for its next call', async () => {
  await using world = await startWorld()
  const { agents } = world.gateway
  await world.grant('account', 'read')
  const status = async () => (await world.ask({ target })).status
  assert.equal(await status(), 200)
  await agents.pauseAgent('test', 'tester')
  assert.equal(await status(), 401)
  await agents.resumeAgent('test', 'tester')
  assert.equal(await status(), 200)
  await agents.expireAgent('test', 'tester', startOfTime + hour)
  assert.equal(await status(), 200)
  await world.clock.advance(hour)
  assert.equal(await status(), 401)
  await agents.expireAgent('test', 'tester', null)
  assert.equal(await status(), 200)
  await agents.revokeAgent('test', 'tester')
  assert.equal(await status(), 401)
  await assert.rejects(agents.resumeAgent('test', world.agent.id), problem('conflict', 'agent'))
})

test('a rotated key ends at once, or after the overlap that was asked for', async () => {
  await using world = await startWorld()
  const { credentials } = world.gateway
  await world.grant('account', 'read')
  const status = async (token: string) => (await world.ask({ target, token })).status
  const second = await credentials.rotateKey('test', 'tester')
  assert.equal(await status(world.key), 401)
  assert.equal(await status(second.secret), 200)
  const third = await credentials.rotateKey('test', 'tester', { overlapMs: hour })
  assert.equal(await status(second.secret), 200)
  await world.clock.advance(hour)
  assert.equal(await status(second.secret), 401)
  assert.equal(await status(third.secret), 200)
  const fourth = await credentials.rotateKey('test', 'tester', {
    expiresAt: world.clock.now() + hour,
  })
  await world.clock.advance(hour)
  assert.equal(await status(fourth.secret), 401)
})

test('a revoked key is dead while the agent’s others live', async () => {
  await using world = await startWorld()
  const { credentials } = world.gateway
  await world.grant('account', 'read')
  const second = await credentials.rotateKey('test', 'tester', { overlapMs: hour })
  await credentials.revokeCredential('test', second.credential.id)
  assert.equal((await world.ask({ target, token: second.secret })).status, 401)
  assert.equal((await world.ask({ target })).status, 200)
})

test('agents, credentials and grants are there again after a restart', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  await world.grant('message', 'read', { extensions: ['7', '6'] })
  const paused = await world.gateway.agents.createAgent('test', { name: 'paused' })
  await world.gateway.agents.pauseAgent('test', 'paused')
  const again = await world.restart()
  assert.equal((await again.askAs({ target, token: world.key })).status, 200)
  assert.equal((await again.askAs({ target, token: paused.secret })).status, 401)
  assert.deepEqual(
    again.gateway.grants.listGrants('tester').map(({ resource, reach }) => [resource, reach]),
    [
      ['account', 'own'],
      ['message', { extensions: ['6', '7'] }],
    ],
  )
  await again.gateway.close()
})

test('names are unique among the agents that are not revoked', async () => {
  await using world = await startWorld()
  const { agents } = world.gateway
  const create = (name: string) => agents.createAgent('test', { name })
  await assert.rejects(create('tester'), problem('conflict', 'name'))
  await assert.rejects(create(''), problem('invalid', 'name'))
  await assert.rejects(create(' x'), problem('invalid', 'name'))
  await assert.rejects(create('a'.repeat(65)), problem('invalid', 'name'))
  await agents.revokeAgent('test', 'tester')
  const { agent } = await create('tester')
  assert.equal(agents.findAgent('tester').id, agent.id)
  assert.throws(() => agents.findAgent('nobody'), problem('not_found', 'agent'))
})

test('two at once who want the same name get one agent and one refusal', async () => {
  await using world = await startWorld()
  const both = await Promise.allSettled([
    world.gateway.agents.createAgent('test', { name: 'twin' }),
    world.gateway.agents.createAgent('test', { name: 'twin' }),
  ])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})

test('with several connections an agent’s must be named', async () => {
  await using world = await startWorld()
  await world.gateway.connections.createConnection('test', {
    name: 'second',
    server: 'https://platform.ringcentral.com/',
    clientId: 'x',
    clientSecret: 'y',
    jwt: 'z',
  })
  const { agents } = world.gateway
  await assert.rejects(
    agents.createAgent('test', { name: 'a' }),
    problem('invalid', 'connectionId'),
  )
  await agents.createAgent('test', { name: 'a', connectionId: 'second' })
  for (const server of ['http://example.com', 'https://a/b', 'ftp://a', 'https://u:p@a', 'a']) {
    const wanted = {
      name: server.length.toString(),
      server,
      clientId: '',
      clientSecret: '',
      jwt: '',
    }
    await assert.rejects(
      world.gateway.connections.createConnection('test', wanted),
      problem('invalid', 'server'),
    )
  }
})

test('grants are checked field by field', async () => {
  await using world = await startWorld()
  const wrong = [
    [{ resource: 'messages' }, 'invalid', 'resource'],
    [{ access: 'both' }, 'invalid', 'access'],
    [{ reach: 'all' }, 'invalid', 'reach'],
    [{ reach: { extensions: [] } }, 'invalid', 'reach'],
    [{ reach: { extensions: ['0101'] } }, 'invalid', 'reach'],
    [{ reach: { extensions: ['~'] } }, 'invalid', 'reach'],
    [{ resource: 'post', reach: { extensions: ['101'] } }, 'invalid', 'reach'],
    [{ resource: 'chat', reach: { extensions: ['101'] } }, 'invalid', 'reach'],
    [{ resource: 'team', reach: { extensions: ['101'] } }, 'invalid', 'reach'],
    [{ expiresAt: startOfTime }, 'invalid', 'expiresAt'],
    [{ agent: 'nobody' }, 'not_found', 'agent'],
  ] as const
  for (const [change, kind, field] of wrong) {
    const wanted = { agent: 'tester', resource: 'message', access: 'read', reach: 'own' as const }
    await assert.rejects(
      world.gateway.grants.addGrant('test', { ...wanted, ...change }),
      problem(kind, field),
      JSON.stringify(change),
    )
  }
  await assert.rejects(
    world.gateway.grants.removeGrant('test', 'grant_x'),
    problem('not_found', 'grant'),
  )
})

test('the same cell and reach again only sets the grant’s end; another reach is another grant', async () => {
  await using world = await startWorld()
  const first = await world.grant('message', 'read', { extensions: ['2', '1', '2'] })
  const again = await world.grant('message', 'read', { extensions: ['1', '2'] }, startOfTime + hour)
  assert.equal(again.id, first.id)
  assert.equal(again.revision, 2)
  assert.equal(again.expiresAt, startOfTime + hour)
  await world.grant('message', 'read', 'own')
  assert.equal(world.gateway.grants.listGrants('tester').length, 2)
})

test('a removed grant is gone for the next call', async () => {
  await using world = await startWorld()
  const grant = await world.grant('account', 'read')
  assert.equal((await world.ask({ target })).status, 200)
  await world.gateway.grants.removeGrant('test', grant.id)
  assert.equal((await world.ask({ target })).status, 403)
})

test('each change is in the audit log before it is made, and is not made when that fails', async () => {
  await using world = await startWorld()
  await world.grant('account', 'read')
  assert.deepEqual(
    world.records.map((record) => record.kind === 'admin' && record.action),
    ['connection.created', 'agent.created', 'grant.added'],
  )
  world.failAudit()
  await assert.rejects(world.gateway.agents.createAgent('test', { name: 'unrecorded' }))
  await assert.rejects(world.grant('message', 'write'))
  assert.equal(world.gateway.agents.listAgents().length, 1)
  assert.equal(world.gateway.grants.listGrants().length, 1)
  assert.ok(!JSON.stringify(world.records).includes('canary'))
})
