import assert from 'node:assert/strict'
import { test } from 'node:test'
import { own, sms, startWorld } from '../world.ts'

const mailbox = `${own}/message-store`

for (const [what, query, headers] of [
  ['the header', '', { 'x-http-method-override': 'DELETE' }],
  ['the query', '?_method=delete', {}],
  ['both, when they agree', '?_method=DELETE', { 'x-http-method-override': 'delete' }],
] as const) {
  test(`a POST stands for the verb that ${what} names`, async () => {
    using world = startWorld()
    const { body: message } = await world.call('POST', `${own}/sms`, { json: sms() })
    const { status } = await world.call('POST', `${mailbox}/${message.id}${query}`, { headers })
    assert.equal(status, 204)
  })
}

test('a PUT that came as a POST keeps its body', async () => {
  using world = startWorld()
  const { status, body } = await world.call('POST', `${own}?_method=PUT`, {
    json: { contact: { lastName: 'Lee' } },
  })
  assert.deepEqual([status, body.contact.lastName], [200, 'Lee'])
})

for (const [what, query, headers, parameterName] of [
  ['two verbs', '?_method=PUT', { 'x-http-method-override': 'DELETE' }, 'X-HTTP-Method-Override'],
  ['a verb that nothing has', '?_method=BREW', {}, '_method'],
  ['GET, which a POST never is', '', { 'x-http-method-override': 'GET' }, 'X-HTTP-Method-Override'],
] as const) {
  test(`${what} are refused by name`, async () => {
    using world = startWorld()
    const { status, body } = await world.call('POST', `${mailbox}/1${query}`, { headers })
    assert.deepEqual([status, body.errorCode, body.parameterName], [400, 'CMN-101', parameterName])
  })
}

test('a GET is never another verb', async () => {
  using world = startWorld()
  const { body: message } = await world.call('POST', `${own}/sms`, { json: sms() })
  const read = await world.get(`${mailbox}/${message.id}?_method=DELETE`, {
    headers: { 'x-http-method-override': 'DELETE' },
  })
  assert.deepEqual([read.status, read.body.availability], [200, 'Alive'])
})

test('a trailing slash, empty parameters and perPage=max are taken', async () => {
  using world = startWorld()
  assert.equal((await world.get(`${mailbox}/`)).status, 200)
  const { status, body } = await world.get(`${mailbox}?direction=&page=&perPage=max`)
  assert.deepEqual([status, body.paging.perPage], [200, 1000])
  const log = await world.get(`${own}/call-log?view=Detailed&perPage=all`)
  assert.deepEqual([log.status, log.body.paging.perPage], [200, 250])
})
