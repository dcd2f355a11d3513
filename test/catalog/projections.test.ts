import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { events } from '#catalog/events'
import { methods } from '#catalog/methods'
import { outline } from '#catalog/projections/events'
import { openapi } from '#catalog/projections/openapi'
import { filterMethods, methodReferences, reference } from '#catalog/projections/reference'

for (const profile of ['guide', 'live'] as const) {
  test(`the OpenAPI document of ${profile} is valid and has every method`, async () => {
    const document = openapi(profile, { servers: ['http://127.0.0.1:4100'], version: '1.0.0' })
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    assert.ok(valid, JSON.stringify(errors))
    const ids = Object.values(
      document['paths'] as Record<string, Record<string, { operationId: string }>>,
    )
      .flatMap((path) => Object.values(path))
      .map(({ operationId }) => operationId)
    assert.deepEqual(ids.toSorted(), Object.keys(methods).toSorted())
    assert.deepEqual(Object.keys(document['webhooks'] ?? {}), Object.keys(events))
  })
}

test('the OpenAPI document names the codes that a profile answers, by status', () => {
  const codes = (profile: 'guide' | 'live', status: string) => {
    const document = openapi(profile, { servers: [], version: '1.0.0' })
    const { responses } = document['components'] as {
      responses: Record<string, { description: string }>
    }
    return [...(responses[status]?.description.matchAll(/[A-Z]{3}-\d+(?=:)/g) ?? [])].map(String)
  }
  assert.deepEqual(codes('guide', '401'), ['OAU-128'])
  assert.deepEqual(codes('guide', '429'), ['CMN-301'])
  assert.deepEqual(codes('guide', '503'), ['CMN-304'])
  assert.deepEqual(codes('live', '429'), ['CMN-301', 'CMN-304'])
  assert.deepEqual(codes('live', '503'), ['CMN-201'])
  assert.ok(codes('live', '403').includes('CMN-401'))
  assert.ok(!codes('guide', '403').includes('CMN-401'))
})

test('a body that is refused for its media type is told of, where there is a body', () => {
  const document = openapi('guide', { servers: [], version: '1.0.0' })
  const paths = document['paths'] as Record<string, Record<string, { responses: object }>>
  const { post } = paths['/team-messaging/v1/teams'] ?? {}
  const { get } = paths['/team-messaging/v1/chats'] ?? {}
  assert.ok(post && '415' in post.responses)
  assert.ok(get && !('415' in get.responses))
})

test('filters narrow, and combine', () => {
  const all = methodReferences().filter(({ listed }) => listed !== 'beyond')
  const count = (filter: Parameters<typeof filterMethods>[1]) => filterMethods(all, filter).length
  assert.equal(count({}), 29)
  assert.equal(count({ access: 'write' }), 12)
  assert.equal(count({ verb: 'get' }), 17)
  assert.equal(count({ permission: 'RingOut' }), 3)
  assert.equal(count({ permission: 'none' }), 5)
  assert.equal(count({ resource: 'call record' }), 3)
  assert.equal(count({ group: 'messaging', access: 'write' }), 3)
  assert.equal(count({ access: 'read', verb: 'POST' }), 0)
})

test('a search finds words of a path in any order', () => {
  const ids = filterMethods(methodReferences(), { search: 'content message-store' }).map(
    ({ id }) => id,
  )
  assert.deepEqual(ids, ['readMessageContent'])
})

test('the reference is plain data', () => {
  const value = reference('live')
  assert.deepEqual(JSON.parse(JSON.stringify(value)), value)
  assert.equal(value.statusCodes.length, 6)
})

test('events are listed as a profile has them, with filter, parameters, permission and body', () => {
  const { permission, filter, parameters, body } = reference('live').events['telephony-sessions']
  assert.equal(permission, 'CallControl')
  assert.equal(reference('guide').events['telephony-sessions'].permission, 'ReadCallLog')
  assert.match(filter, /\/telephony\/sessions$/)
  assert.ok(parameters['statusCode'])
  assert.equal(body['type'], 'object')
})

test('the outline of a body names its members and theirs', () => {
  const { body } = reference().events['message-store']
  assert.equal(
    outline(body),
    'accountId?, extensionId, lastUpdated, changes [type, newCount?, updatedCount?, newMessageIds?], ownerId?',
  )
})
