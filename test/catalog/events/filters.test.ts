import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEventFilter } from '#catalog/events/filters'

const owner = { accountId: '1', extensionId: '2' }
const parse = (filter: string) => parseEventFilter(filter, owner)

test('a filter is resolved, its query kept, its origin dropped', () => {
  const parsed = parse(
    'https://platform.example.com/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS',
  )
  assert.deepEqual(parsed, {
    kind: 'event',
    event: 'instant-message',
    resolved: '/restapi/v1.0/account/1/extension/2/message-store/instant?type=SMS',
    accountId: '1',
    extensionId: '2',
    parameters: { type: ['SMS'] },
  })
})

test('another extension’s id stays what it is', () => {
  const parsed = parse('/restapi/v1.0/account/~/extension/9/presence?detailedTelephonyState=true')
  assert.equal(parsed?.kind === 'event' && parsed.extensionId, '9')
})

test('a team messaging filter belongs to the user', () => {
  const parsed = parse('/team-messaging/v1/posts')
  assert.equal(parsed?.kind === 'event' && parsed.accountId, null)
})

test('the reminder is told apart, with its seconds', () => {
  assert.deepEqual(parse('/restapi/v1.0/subscription/~?threshold=60&interval=15'), {
    kind: 'reminder',
    resolved: '/restapi/v1.0/subscription/~?threshold=60&interval=15',
    thresholdSeconds: 60,
    intervalSeconds: 15,
  })
})

test('what no event has is null', () => {
  for (const filter of [
    '',
    '/restapi/v1.0/account/~/extension/~/unknown',
    '/restapi/v1.0/account/~/extension/~/presence?other=1',
    '/restapi/v1.0/account/~/extension/~/presence/../presence',
    '/restapi/v1.0/account/%7E/extension/~/presence',
    '/team-messaging/v1/posts?a=b',
    '/team-messaging/v1/posts\n',
    '/restapi/v1.0/account/~/extension/~/message-store/instant?type=SMS\r\nX: y',
    '/restapi/v1.0/subscription/~?threshold=60&interval=15&other=1',
    'x'.repeat(2000),
  ]) {
    assert.equal(parse(filter), null, filter)
  }
})
