import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Check } from 'typebox/value'
import { openApi } from '#admin/openapi'
import { problems } from '#admin/problems'
import { pathOf, type Route, verbOf } from '#lib/json-api/route'
import { routes } from '#admin/routes/routes'
import { genesis } from '#storage/audit-log'
import { adminToken, createWorld, startOfTime } from './world.ts'

type Wrong = { type: string; field?: string; detail: string; status: number }

test('the OpenAPI document is valid and has every route of the table', async () => {
  const document = openApi('0.1.0')
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  assert.equal(valid, true, JSON.stringify(errors))
  const paths = document['paths'] as Record<string, Record<string, { operationId: string }>>
  for (const [id, route] of Object.entries(routes) as [string, Route][]) {
    assert.equal(paths[pathOf(route)]?.[verbOf(route).toLowerCase()]?.operationId, id)
  }
})

test('every path parameter of the table is in its path, and the other way round', () => {
  for (const [id, route] of Object.entries(routes) as [string, Route][]) {
    const named = [...pathOf(route).matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    assert.deepEqual(Object.keys(route.path.properties), named, id)
  }
})

test('the API answers its own OpenAPI document', async () => {
  await using world = await createWorld()
  const { json } = await world.ask('GET', '/openapi.json')
  assert.deepEqual(json, JSON.parse(JSON.stringify(openApi('0.1.0'))))
})

test('every answer of a read satisfies the schema that the table says', async () => {
  await using world = await createWorld()
  await world.ask('POST', '/agents', { name: 'bot' })
  await world.ask('POST', '/agents/bot/jwts', {})
  await world.ask('POST', '/agents/bot/grants', { resource: 'message', access: 'read' })
  const values = {
    agent: 'bot',
    connection: world.connection.id,
    record: '1',
    notification: String(await world.notification()),
  }
  const reads = (Object.entries(routes) as [string, Route][]).filter(
    ([, route]) => verbOf(route) === 'GET',
  )
  assert.ok(reads.length >= 12)
  for (const [id, route] of reads) {
    const path = pathOf(route)
      .replace('/api/v1', '')
      .replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name])
    // oxlint-disable-next-line no-await-in-loop
    const { status, json } = await world.ask('GET', path)
    assert.equal(status, 200, id)
    assert.ok(Check(route.returns, json), id)
  }
})

test('the list of problems is the closed table, and each answered type is in it', async () => {
  await using world = await createWorld()
  const { json } = await world.ask('GET', '/problems')
  const listed = (json as { problems: { type: string }[] }).problems.map(({ type }) => type)
  assert.deepEqual(
    listed,
    Object.keys(problems).map((type) => `/api/v1/problems#${type}`),
  )
  const { json: wrong } = await world.ask('GET', '/agents/nobody')
  assert.ok(listed.includes((wrong as Wrong).type))
})

test('an unknown path is a 404, a known one with another verb a 405 that says which it takes', async () => {
  await using world = await createWorld()
  const unknown = await world.ask('GET', '/nothing')
  assert.equal(unknown.status, 404)
  const { status, headers, json } = await world.ask('PATCH', '/agents')
  assert.equal(status, 405)
  assert.equal(headers.get('allow'), 'GET, POST')
  assert.equal((json as Wrong).type, '/api/v1/problems#method-not-allowed')
})

test('an unknown query parameter is refused rather than ignored', async () => {
  await using world = await createWorld()
  const { status, json } = await world.ask('GET', '/audit/records?agnet=bot')
  assert.equal(status, 400)
  assert.equal((json as Wrong).field, 'agnet')
  const twice = await world.ask('GET', '/audit/records?limit=1&limit=2')
  assert.equal((twice.json as Wrong).field, 'limit')
})

test('a body that is no JSON, not sent as JSON, or too large is refused', async () => {
  await using world = await createWorld()
  const send = (body: string, contentType: string) =>
    world.admin(
      new Request('http://127.0.0.1:4100/api/v1/agents', {
        method: 'POST',
        headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': contentType },
        body,
      }),
    )
  assert.equal((await send('{"name":', 'application/json')).status, 400)
  assert.equal((await send('{"name":"bot"}', 'text/plain')).status, 415)
  assert.equal((await send('name=bot', 'application/x-www-form-urlencoded')).status, 415)
  assert.equal((await send(`"${'x'.repeat(300_000)}"`, 'application/json')).status, 413)
  assert.equal((await send('{"name":"bot"}', 'application/json; charset=utf-8')).status, 201)
})

test('records are listed newest first, filtered, and page by page', async () => {
  await using world = await createWorld()
  for (const name of ['one', 'two', 'three']) {
    // oxlint-disable-next-line no-await-in-loop
    await world.ask('POST', '/agents', { name })
  }
  type Page = { records: { seq: number; target: string }[]; next: number | null }
  const page = async (query: string) =>
    (await world.ask('GET', `/audit/records?${query}`)).json as Page
  const first = await page('limit=2&kind=admin')
  assert.deepEqual(
    first.records.map(({ seq }) => seq),
    [4, 3],
  )
  const second = await page(`limit=2&kind=admin&before=${first.next}`)
  assert.deepEqual(
    second.records.map(({ seq }) => seq),
    [2, 1],
  )
  const oldest = await page('after=0&limit=1')
  assert.deepEqual(
    oldest.records.map(({ seq }) => seq),
    [1],
  )
  const ofTwo = await page('agent=two')
  assert.deepEqual(
    ofTwo.records.map(({ seq }) => seq),
    [3],
  )
  assert.deepEqual((await page('kind=call')).records, [])
  assert.deepEqual((await page('from=2026-11-24T09:00:01Z')).records, [])
})

test('calls are filtered by method, resource, access, decision and time', async () => {
  await using world = await createWorld()
  const call = {
    kind: 'refused',
    agentId: 'agent_one',
    credentialId: 'key_one',
    connectionId: null,
    grantId: null,
    verb: 'GET',
    path: null,
    extensionId: null,
    digest: null,
    arguments: null,
    bytesIn: 0,
    reason: 'no_grant',
    status: 403,
    time: startOfTime,
    methodId: 'listMessages',
    resource: 'message',
    access: 'read',
    decision: 'deny',
  } as const
  await world.auditLog.append({ ...call, id: 'first' })
  await world.auditLog.append({ ...call, id: 'other method', methodId: 'readMessage' })
  await world.auditLog.append({ ...call, id: 'other resource', resource: 'post' })
  await world.auditLog.append({ ...call, id: 'other access', access: 'write' })
  await world.auditLog.append({ ...call, id: 'other decision', decision: 'allow' })
  await world.auditLog.append({ ...call, id: 'later', time: startOfTime + 60_000 })
  const ids = async (query: string) => {
    const { json } = await world.ask('GET', `/audit/records?kind=refused&after=0&${query}`)
    return (json as { records: { id: string }[] }).records.map(({ id }) => id)
  }
  assert.equal((await ids('')).length, 6)
  assert.deepEqual(await ids('method=readMessage'), ['other method'])
  assert.deepEqual(await ids('resource=post'), ['other resource'])
  assert.deepEqual(await ids('access=write'), ['other access'])
  assert.deepEqual(await ids('decision=allow'), ['other decision'])
  assert.deepEqual(await ids('from=2026-11-24T09:01:00Z'), ['later'])
  assert.equal((await ids('to=2026-11-24T09:01:00Z')).length, 5)
})

test('a record is found by its number and by its id', async () => {
  await using world = await createWorld()
  const { json } = await world.ask('GET', '/audit/records/1')
  const { id } = json as { id: string }
  assert.deepEqual((await world.ask('GET', `/audit/records/${id}`)).json, json)
  assert.equal((await world.ask('GET', '/audit/records/99')).status, 404)
})

test('verification answers the head, and one kept elsewhere that is not on the chain is damage', async () => {
  await using world = await createWorld()
  const { json: head } = await world.ask('GET', '/audit/head')
  const { json: verified } = await world.ask('POST', '/audit/verify')
  assert.deepEqual(verified, { intact: true, count: 1, head })
  const { head: word } = head as { head: string }
  const same = await world.ask('POST', '/audit/verify', { expect: word })
  assert.equal((same.json as { intact: boolean }).intact, true)
  const ahead = await world.ask('POST', '/audit/verify', { expect: `9:${genesis}` })
  assert.equal((ahead.json as { intact: boolean }).intact, false)
  assert.equal((await world.ask('POST', '/audit/verify', { expect: 'nonsense' })).status, 400)
})

test('a connection is shown without its secrets, and a check says that its upstream is away', async () => {
  await using world = await createWorld()
  const { text } = await world.ask('GET', '/connections')
  assert.ok(text.includes('client-of-the-gateway'))
  assert.ok(!/secret|jwt|token/i.test(text))
  const { json } = await world.ask('POST', '/connections/demo/check')
  assert.deepEqual(json, {
    works: false,
    message: 'The upstream cannot be reached; nothing was sent.',
  })
})

test('an error that nobody foresaw is answered with an id alone; its words are in the log', async () => {
  const broken = () => Promise.reject(new Error('canary of the inside'))
  await using world = await createWorld({ auditLog: { find: broken } })
  const { status, json, text } = await world.ask('GET', '/audit/records/1')
  assert.equal(status, 500)
  assert.ok(!text.includes('canary'))
  const id = /error_\w+/.exec((json as Wrong).detail)?.[0] ?? 'none'
  assert.ok(world.logged.some((line) => line.includes(id) && line.includes('canary of the inside')))
})

test('a change that the audit log cannot hold is not made: 503', async () => {
  await using world = await createWorld()
  world.fillDisk()
  const { status, json } = await world.ask('POST', '/agents', { name: 'bot' })
  assert.equal(status, 503)
  assert.equal((json as Wrong).type, '/api/v1/problems#audit-log-unavailable')
  assert.equal(world.directory.agents.size, 0)
})
