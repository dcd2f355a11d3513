import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPath, selfPath, startWorld } from './world.ts'

const codeOf = (told: { json: never }) => (told.json as { errorCode: string }).errorCode

test('~ and the own id are the same call', async () => {
  await using world = await startWorld()
  await world.grant('presence', 'read', 'own')
  for (const target of [
    `${selfPath}/presence`,
    `${ownPath}/presence`,
    '/restapi/v1.0/account/4001/extension/~/presence',
    '/restapi/v1.0/account/%7E/extension/%7e/presence/',
  ]) {
    assert.equal((await world.ask({ target })).status, 200, target)
  }
  assert.deepEqual(
    world.upstream.calls.map((call) => call.target),
    Array.from({ length: 4 }, () => `${ownPath}/presence`),
  )
})

test('an id has one spelling: anything else is 404 by its name, even where all is granted', async () => {
  await using world = await startWorld()
  for (const resource of ['message', 'attachment', 'presence', 'chat', 'call']) {
    await world.grant(resource, 'read', 'account')
  }
  for (const [path, parameter] of [
    ['/restapi/v1.0/account/~/extension/05001/presence', 'extensionId'],
    ['/restapi/v1.0/account/~/extension/abc/presence', 'extensionId'],
    ['/restapi/v1.0/account/~/extension/5001,5002/presence', 'extensionId'],
    ['/restapi/v1.0/account/~/extension/+5001/presence', 'extensionId'],
    ['/restapi/v1.0/account/~/extension/-5001/presence', 'extensionId'],
    ['/restapi/v1.0/account/~/extension/5e3/presence', 'extensionId'],
    [`/restapi/v1.0/account/~/extension/${'9'.repeat(20)}/presence`, 'extensionId'],
    [`${selfPath}/message-store/042`, 'messageId'],
    [`${selfPath}/message-store/~`, 'messageId'],
    [`${selfPath}/message-store/1/content/01`, 'attachmentId'],
    [`${selfPath}/ring-out/a.b`, 'ringoutId'],
    ['/team-messaging/v1/chats/01', 'chatId'],
  ] as const) {
    const told = await world.ask({ target: path })
    assert.equal(told.status, 404, path)
    assert.equal(codeOf(told), 'CMN-102')
    assert.equal((told.json as { parameterName: string }).parameterName, parameter)
  }
  assert.equal(world.upstream.calls.length, 0)
  assert.equal((await world.ask({ target: '/team-messaging/v1/chats/~' })).status, 200)
})

test('an older address is the same call: decided by its method, sent to its own path', async () => {
  await using world = await startWorld()
  const target = '/restapi/v1.0/glip/chats/12/posts'
  assert.equal((await world.ask({ target })).status, 403)
  await world.grant('post', 'read', 'own')
  assert.equal((await world.ask({ target: `${target}?recordCount=5` })).status, 200)
  assert.deepEqual(
    world.upstream.calls.map((call) => call.target),
    ['/team-messaging/v1/chats/12/posts?recordCount=5'],
  )
  assert.equal((await world.ask({ target: '/restapi/v1.0/glip/groups/12/posts' })).status, 404)
})

test('another account is 403, whatever is granted', async () => {
  await using world = await startWorld()
  await world.grant('presence', 'read', 'account')
  await world.grant('account', 'read', 'account')
  for (const target of [
    '/restapi/v1.0/account/4002',
    '/restapi/v1.0/account/4002/presence',
    '/restapi/v1.0/account/4002/extension/~/presence',
    '/restapi/v1.0/account/04001/presence',
  ]) {
    const told = await world.ask({ target })
    assert.equal(told.status, 403, target)
    assert.equal((told.json as { ringfence: { reason: string } }).ringfence.reason, 'other_account')
  }
  assert.equal(world.upstream.calls.length, 0)
})

test('a method is never called by another’s name', async () => {
  await using world = await startWorld()
  await world.grant('message', 'read')
  await world.grant('message', 'write')
  const target = `${selfPath}/message-store/1`
  for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
    const told = await world.ask({ target, headers: { [header]: 'DELETE' } })
    assert.equal(told.status, 400)
    assert.equal(codeOf(told), 'CMN-101')
    assert.equal(
      (told.json as { parameterName: string }).parameterName.toLowerCase(),
      header.toLowerCase(),
    )
  }
  for (const name of ['_method', 'access_token']) {
    const told = await world.ask({ target: `${target}?${name}=DELETE` })
    assert.equal(told.status, 400)
    assert.equal((told.json as { parameterName: string }).parameterName, name)
  }
  assert.equal(world.upstream.calls.length, 0)
})

test('methods without a body have none sent on, whatever came', async () => {
  await using world = await startWorld()
  await world.grant('message', 'write')
  const told = await world.ask({
    verb: 'DELETE',
    target: `${selfPath}/message-store/1`,
    body: { purge: true },
  })
  assert.equal(told.status, 200)
  assert.equal(world.upstream.calls[0]?.body.length, 0)
  assert.equal(world.upstream.calls[0]?.headers['content-type'], undefined)
})
