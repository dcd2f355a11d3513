import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRequestLog } from '#platform/evidence/requests'
import { pull } from '../levers/pull.ts'
import {
  appSecret,
  multipart,
  noon,
  ids,
  numbers,
  own,
  sms,
  startWorld,
  type World,
} from '../world.ts'

const logged = async (world: World, query = '') =>
  (await pull(world, `GET /requests${query}`)).reply.requests

/** What of the newest request nothing read, as `query.name unknown`. */
async function unread(world: World): Promise<string[]> {
  const [newest] = await logged(world)
  return newest.unread.map(
    ({ in: place, name, why }: Record<string, string>) => `${place} ${name} ${why}`,
  )
}

test('a request is in the log with who made it, what for, and how it ended', async () => {
  using world = startWorld({ limits: 'guide' })
  const { headers } = await world.get(`${own}/message-store/1?view=x`)
  const [{ ms, ...request }] = await logged(world)
  assert.ok(ms >= 0)
  assert.deepEqual(request, {
    number: 1,
    requestId: headers.get('rcrequestid'),
    at: new Date(noon).toISOString(),
    method: 'readMessage',
    verb: 'GET',
    path: `${own}/message-store/1`,
    clientId: 'app',
    extensionId: 101,
    status: 404,
    errorCode: 'CMN-102',
    rateGroup: 'Medium',
    fault: null,
    unread: [{ in: 'query', name: 'view', why: 'unknown' }],
  })
})

test('what is not known of a request is null in the log', async () => {
  using world = startWorld()
  await world.get('/nowhere', { token: null })
  await world.get('/restapi/v1.0/account/~', { token: null })
  const [second, first] = await logged(world)
  assert.deepEqual(
    [first.method, first.clientId, first.status, first.errorCode, first.rateGroup],
    [null, null, 404, 'CMN-120', null],
  )
  assert.deepEqual(
    [second.method, second.clientId, second.extensionId, second.status, second.errorCode],
    ['readAccountInfo', null, null, 401, 'OAU-128'],
  )
})

test('OAuth requests are in the log by endpoint, with the app they name', async () => {
  using world = startWorld()
  await world.call('POST', '/restapi/oauth/token', {
    token: null,
    raw: { type: 'application/x-www-form-urlencoded', body: 'grant_type=password' },
    headers: { authorization: `Basic ${Buffer.from('app:wrong').toString('base64')}` },
  })
  const [request] = await logged(world)
  assert.deepEqual(
    [request.method, request.clientId, request.status, request.errorCode],
    ['oauth/token', 'app', 401, 'OAU-146'],
  )
})

test('levers are not in the log', async () => {
  using world = startWorld()
  await pull(world, 'GET /clock')
  assert.deepEqual(await logged(world), [])
})

test('no token, body or value of a parameter is ever in the log', async () => {
  using world = startWorld()
  const token = world.token(101)
  await world.get(`/restapi/v1.0/account/~?access_token=${token}&hidden=CANARY`, { token: null })
  await world.call('POST', `${own}/sms`, { json: { ...sms('CANARY'), extra: 'CANARY' }, token })
  await world.call('POST', `${own}/sms`, { json: { text: 'CANARY' }, token })
  const text = JSON.stringify(await logged(world))
  assert.ok(!text.includes('CANARY'))
  assert.ok(!text.includes(token))
  assert.ok(text.includes('hidden') && text.includes('extra'))
})

test('the log is filtered by method, app, status and what was unread, and emptied', async () => {
  using world = startWorld()
  world.addApp('other')
  const other = world.token(101, { clientId: 'other' })
  await world.get('/restapi/v1.0/account/~')
  await world.get('/restapi/v1.0/account/~?typo=1', { token: other })
  await world.get(`${own}/message-store/1`)
  await world.get('/nowhere')
  const count = async (query: string) => (await logged(world, query)).length
  assert.equal(await count(''), 4)
  assert.equal(await count('?method=readAccountInfo'), 2)
  assert.equal(await count('?clientId=other'), 1)
  assert.equal(await count('?status=404'), 2)
  assert.equal(await count('?status=2'), 2)
  assert.equal(await count('?unread=true'), 1)
  assert.equal(await count('?unread=false'), 3)
  assert.equal((await pull(world, 'GET /requests?unread=maybe')).status, 400)
  assert.equal(await count('?limit=3'), 3)
  await pull(world, 'DELETE /requests')
  assert.equal(await count(''), 0)
  await world.get('/nowhere')
  assert.deepEqual(
    (await logged(world)).map(({ number }: { number: number }) => number),
    [5],
  )
})

test('the log keeps the newest and no more', () => {
  const log = createRequestLog(3)
  const entry = { requestId: '', at: 0, method: null, verb: 'GET', path: `/${'x'.repeat(9_000)}` }
  const rest = { clientId: null, extensionId: null, status: 200, errorCode: null, ms: 0 }
  for (let index = 0; index < 8; index += 1) {
    log.add({ ...entry, ...rest, rateGroup: null, fault: null, unread: [] })
  }
  assert.deepEqual(
    log.list().map(({ number }) => number),
    [8, 7, 6],
  )
  assert.ok((log.list()[0]?.path.length ?? 0) <= 300)
  log.clear()
  log.add({ ...entry, ...rest, rateGroup: null, fault: null, unread: [] })
  assert.deepEqual(
    log.list().map(({ number }) => number),
    [9],
  )
})

test('members of a body that nothing read are named, as deep as they are', async () => {
  using world = startWorld()
  const json = {
    from: { phoneNumber: numbers.ann, colour: 'red' },
    to: [{ phoneNumber: numbers.bob }, { phoneNumber: numbers.outside, nick: 'x' }],
    text: 'hi',
    texts: { a: 1 },
  }
  assert.equal((await world.call('POST', `${own}/sms`, { json })).status, 200)
  assert.deepEqual(await unread(world), [
    'body from.colour unknown',
    'body to.nick unknown',
    'body texts unknown',
  ])
})

test('a body whose every member is read leaves nothing unread', async () => {
  using world = startWorld()
  await world.call('POST', `${own}/sms`, { json: sms() })
  assert.deepEqual(await unread(world), [])
})

test('what a method does not know is named also where its handler copies the body', async () => {
  using world = startWorld()
  const extension = `/restapi/v1.0/account/~/extension/${ids.ann}`
  const sent: readonly (readonly [string, string, object, string[]])[] = [
    ['PUT', `${own}/presence`, { userStatus: 'Busy', dnd: 1 }, ['body dnd unknown']],
    [
      'PUT',
      extension,
      { contact: { jobTitle: 'x', nick: 'A' }, colour: 1 },
      ['body contact.nick unknown', 'body colour unknown'],
    ],
    [
      'POST',
      `${own}/address-book/contact`,
      { firstName: 'Al', homeAdress: {} },
      ['body homeAdress unknown'],
    ],
    [
      'POST',
      `${own}/forwarding-number`,
      { phoneNumber: numbers.outside, type: 'Home', lable: 'x' },
      ['body lable unknown'],
    ],
  ]
  for (const [verb, path, json, names] of sent) {
    /* oxlint-disable no-await-in-loop -- one after the other */
    const { status } = await world.call(verb, path, { json })
    assert.ok(status < 300, `${path}: ${status}`)
    assert.deepEqual(await unread(world), names, path)
    /* oxlint-enable no-await-in-loop */
  }
})

test('of a refused request what its method does not know is named: the typing error that caused it', async () => {
  using world = startWorld()
  const { from, to, text } = sms()
  const { status } = await world.call('POST', `${own}/sms`, {
    json: { from, too: to, text, to: [] },
  })
  assert.equal(status, 400)
  assert.deepEqual(await unread(world), ['body too unknown'])
})

test('query parameters that the method does not have are named, empty and reserved ones are not', async () => {
  using world = startWorld()
  const token = world.token(101)
  await world.get(`${own}/message-store?dateform=2026&direction=&access_token=${token}`, {
    token: null,
  })
  assert.deepEqual(await unread(world), ['query dateform unknown'])
})

test('fields of a form that the method does not have are named', async () => {
  using world = startWorld()
  const field = (name: string, content: string) => ({
    headers: [`Content-Disposition: form-data; name="${name}"`],
    content,
  })
  const body = multipart(
    [
      field('to', numbers.outside),
      field('faxResolution', 'High'),
      field('fxResolution', 'High'),
      {
        headers: [
          'Content-Disposition: form-data; name="attachment"; filename="a.txt"',
          'Content-Type: text/plain',
        ],
        content: 'hello',
      },
    ],
    'edge',
  )
  const { status } = await world.call('POST', `${own}/fax`, {
    raw: { type: 'multipart/form-data; boundary=edge', body },
  })
  assert.equal(status, 200)
  assert.deepEqual(await unread(world), ['body fxResolution unknown'])
})

test('a body that nobody asked for is named', async () => {
  using world = startWorld()
  const { body: sent } = await world.call('POST', `${own}/sms`, { json: sms() })
  await world.call('DELETE', `${own}/message-store/${sent.id}`, { json: { purge: true } })
  assert.deepEqual(await unread(world), ['body body unknown'])
})

test('parameters of a token request that nothing read are named', async () => {
  using world = startWorld()
  const form = { grant_type: 'client_credentials', scop: 'ReadAccounts', access_token_ttl: '600' }
  const { status } = await world.call('POST', '/restapi/oauth/token', {
    token: null,
    raw: {
      type: 'application/x-www-form-urlencoded',
      body: new URLSearchParams(form).toString(),
    },
    headers: { authorization: `Basic ${Buffer.from(`app:${appSecret}`).toString('base64')}` },
  })
  assert.equal(status, 200)
  assert.deepEqual(await unread(world), ['body scop unknown'])
})
