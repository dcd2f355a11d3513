import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Agent, Credential, Grant, GridRow, NewCredential } from '#admin/schemas'
import { command, ownMessages, startWorld } from './world.ts'

type World = Awaited<ReturnType<typeof startWorld>>
type Created = { agent: Agent; key: NewCredential }

let world: World
before(async () => {
  world = await startWorld()
})
after(() => world[Symbol.asyncDispose]())

test('an agent is created, its key works once it is granted something, and is shown once', async () => {
  const { code, stdout, stderr } = await world.ringfence('agent', 'create', 'first bot')
  assert.equal(code, 0)
  const key = /^ {2}(rfk_\S+)$/m.exec(stdout)?.[1] ?? ''
  assert.match(stdout, /shown this once/)
  assert.match(stderr, /ringfence grant add 'first bot' message read/)
  assert.equal(await world.call(key, ownMessages), 403)
  assert.equal((await world.ringfence('grant', 'add', 'first bot', 'message', 'read')).code, 0)
  assert.equal(await world.call(key, ownMessages), 200)
  const shown = await world.ringfence('agent', 'show', 'first bot')
  assert.ok(!shown.stdout.includes(key))
  assert.match(shown.stdout, /1 grant/)
})

test('an agent is paused, resumed and revoked by name or id', async () => {
  const { agent, key } = await world.json<Created>('agent', 'create', 'second')
  await world.json('grant', 'add', 'second', 'message', 'read')
  await world.json('agent', 'pause', agent.id)
  assert.equal(await world.call(key.secret, ownMessages), 401)
  await world.json('agent', 'resume', 'second')
  assert.equal(await world.call(key.secret, ownMessages), 200)
  const revoked = await world.ringfence('agent', 'revoke', 'second')
  assert.match(revoked.stdout, /revoked for good/)
  assert.equal(await world.call(key.secret, ownMessages), 401)
  const { stdout } = await world.ringfence('agent', 'list')
  assert.ok(!stdout.includes(agent.id))
  assert.ok((await world.ringfence('agent', 'list', '--all')).stdout.includes(agent.id))
})

test('ends are given as spans, dates or never', async () => {
  const { agent } = await world.json<Created>('agent', 'create', 'trial', '--expires', '30d')
  const days = (Date.parse(agent.expiresAt ?? '') - Date.parse(agent.createdAt)) / 86_400_000
  assert.ok(Math.abs(days - 30) < 0.01)
  const dated = await world.json<Agent>('agent', 'expire', 'trial', '2100-01-01T12:00Z')
  assert.equal(dated.expiresAt, '2100-01-01T12:00:00.000Z')
  assert.equal((await world.json<Agent>('agent', 'expire', 'trial', 'never')).expiresAt, null)
  const wrong = await world.ringfence('agent', 'expire', 'trial', 'soon')
  assert.equal(wrong.code, 2)
  assert.match(wrong.stderr, /"soon" is no end\.\nGive one as 30d/)
  assert.equal((await world.ringfence('agent', 'expire', 'trial', '2001')).code, 0)
})

test('a key is rotated with an overlap, and one credential alone is revoked', async () => {
  const { key } = await world.json<Created>('agent', 'create', 'rotated')
  await world.json('grant', 'add', 'rotated', 'message', 'read')
  const next = await world.json<{ key: NewCredential }>(
    'agent',
    'rotate',
    'rotated',
    '--overlap',
    '1h',
  )
  assert.equal(await world.call(key.secret, ownMessages), 200)
  assert.equal(await world.call(next.key.secret, ownMessages), 200)
  await world.json<Credential>('agent', 'revoke', 'rotated', '--credential', key.id)
  assert.equal(await world.call(key.secret, ownMessages), 401)
  assert.equal(await world.call(next.key.secret, ownMessages), 200)
  assert.equal((await world.ringfence('agent', 'rotate', 'rotated', '--overlap', '8d')).code, 2)
})

test('a JWT is issued, logs in at the gateway, and can be revoked alone', async () => {
  await world.json('agent', 'create', 'sdk')
  const { jwt } = await world.json<{ jwt: NewCredential }>('agent', 'jwt', 'sdk', '--expires', '1d')
  const login = () =>
    fetch(`${world.running.gateway}/restapi/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: jwt.secret,
      }),
    })
  assert.equal((await login()).status, 200)
  await world.json('agent', 'revoke', 'sdk', '--credential', jwt.id)
  assert.notEqual((await login()).status, 200)
})

test('grants are added with a reach, listed, shown as a grid and removed', async () => {
  await world.json('agent', 'create', 'granted')
  const grant = await world.json<Grant>(
    'grant',
    'add',
    'granted',
    'call-record',
    'read',
    '--reach',
    'account',
  )
  assert.deepEqual([grant.resource, grant.reach], ['call record', 'account'])
  await world.json(
    'grant',
    'add',
    'granted',
    'message',
    'write',
    '--reach',
    '11,12',
    '--expires',
    '2w',
  )
  const { grants } = await world.json<{ grants: Grant[] }>('grant', 'list', 'granted')
  assert.deepEqual(
    grants.map(({ reach }) => reach),
    ['account', { extensions: ['11', '12'] }],
  )
  const grid = await world.ringfence('grant', 'grid', 'granted')
  assert.match(grid.stdout, /^call record +account +-$/m)
  assert.match(grid.stdout, /^message +- +2 ext\*$/m)
  assert.match(grid.stdout, /^team +- +-$/m)
  assert.equal((await world.ringfence('grant', 'remove', 'granted', 'message', 'write')).code, 0)
  assert.equal((await world.ringfence('grant', 'remove', 'granted', grant.id)).code, 0)
  const left = await world.json<{ rows: GridRow[] }>('grant', 'grid', 'granted')
  assert.deepEqual(left.rows[0]?.cells, [])
})

test('the grid of many agents is broken to fit the terminal', async () => {
  const { stdout } = await command(['grant', 'grid', '--data', world.folder], { columns: 80 })
  assert.ok(stdout.split('RESOURCE').length > 2)
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
})

test('what is refused exits with 1 and names the next command; what is mistyped exits with 2', async () => {
  const unknown = await world.ringfence('agent', 'show', 'nobody')
  assert.equal(unknown.code, 1)
  assert.match(unknown.stderr, /nobody.*\nSee the agents with "ringfence agent list"/)
  assert.equal(unknown.stdout, '')
  const taken = await world.ringfence('agent', 'create', 'demo')
  assert.equal(taken.code, 1)
  for (const words of [
    ['grant', 'add', 'demo', 'fax', 'read'],
    ['grant', 'remove', 'demo', 'message'],
    ['agent', 'show'],
    ['agent', 'shw', 'demo'],
    ['agent', 'show', 'demo', 'more'],
    ['agent', 'list', '--colour'],
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    const { code, stderr } = await world.ringfence(...words)
    assert.equal(code, 2, words.join(' '))
    assert.notEqual(stderr, '')
  }
})

test('with --json a refusal is one JSON line on stderr, also where the command line is wrong', async () => {
  for (const [words, code] of [
    [['agent', 'show', 'nobody'], 1],
    [['agent', 'show'], 2],
    [['grant', 'add', 'demo', 'fax', 'read'], 2],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const ended = await world.ringfence(...words, '--json')
    assert.equal(ended.code, code)
    assert.equal(ended.stdout, '')
    const { error } = JSON.parse(ended.stderr) as { error: { exitCode: number; message: string } }
    assert.equal(error.exitCode, code)
    assert.notEqual(error.message, '')
  }
})

test('an installation is found by its address with the admin token in the environment', async () => {
  const words = ['agent', 'list', '--json', '--url', `${world.running.gateway}/`]
  const found = await command(words, { env: { RINGFENCE_ADMIN_TOKEN: world.running.adminToken } })
  assert.equal(found.code, 0)
  const wrong = await command(words, { env: { RINGFENCE_ADMIN_TOKEN: 'rfa_wrong' } })
  assert.equal(wrong.code, 1)
  const without = await command(words)
  assert.equal(without.code, 2)
  assert.match(without.stderr, /RINGFENCE_ADMIN_TOKEN/)
})

test('no installation, or one that does not answer, exits with 3', async () => {
  const nothing = await command(['agent', 'list', '--data', `${world.folder}/nothing`])
  assert.equal(nothing.code, 3)
  assert.match(nothing.stderr, /ringfence start/)
  const silent = await command(['agent', 'list', '--url', 'http://127.0.0.1:9'], {
    env: { RINGFENCE_ADMIN_TOKEN: 'rfa_any' },
  })
  assert.equal(silent.code, 3)
})

test('what answers but is no gateway is said to be none', async () => {
  const { code, stderr } = await command(['agent', 'list', '--url', world.running.platform ?? ''], {
    env: { RINGFENCE_ADMIN_TOKEN: 'rfa_any' },
  })
  assert.notEqual(code, 0)
  assert.match(stderr, /404|no Ringfence/)
})
