import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EventEntry, type EventName, events, renewalReminder } from '#catalog/events'
import { liveEvents } from '#catalog/live'
import { methods } from '#catalog/methods'
import { Notification } from '#catalog/schemas/events/notification'
import { satisfies, validatorOf } from '#lib/schema'
import { samples } from './samples.ts'

const rows = Object.entries<EventEntry>(events) as [EventName, EventEntry][] // the keys of `events`

test('a body as it is on the wire satisfies its event’s schema', () => {
  for (const [name, { body }] of rows) {
    const problems = validatorOf(body).Errors(samples[name])
    assert.ok(satisfies(body, samples[name]), `${name}: ${JSON.stringify(problems)}`)
  }
})

test('a body of another event does not', () => {
  assert.equal(satisfies(events.fax.body, samples['instant-message']), false)
  assert.equal(satisfies(events['tm-post'].body, samples['tm-chat']), false)
  assert.equal(satisfies(events['message-store'].body, samples.presence), false)
})

test('of a post that was removed there is hardly more than its id', () => {
  assert.ok(satisfies(events['tm-post'].body, { id: '1', eventType: 'PostRemoved' }))
})

test('detailed presence and a reminder are bodies too', () => {
  const activeCalls = [{ id: 'a', direction: 'Inbound', from: '101', sipData: { toTag: 'x' } }]
  assert.ok(
    satisfies(events.presence.body, { ...samples.presence, activeCalls, totalActiveCalls: 1 }),
  )
  const reminder = { id: 'abc', expirationTime: '2026-11-23T21:29:30.573Z', expiresIn: 60 }
  assert.ok(satisfies(renewalReminder.body, reminder))
})

test('a notification puts an envelope around a body', () => {
  const notification = {
    uuid: '1',
    event: '/restapi/v1.0/account/100/extension/200/presence',
    timestamp: '2026-11-23T21:29:30.573Z',
    subscriptionId: 'abc',
    ownerId: '200',
    body: samples.presence,
  }
  assert.ok(satisfies(Notification, notification))
})

test('what else an event delivers, and what is there on request, are members of its body', () => {
  const member = (schema: unknown, [name, ...rest]: string[]): unknown => {
    const { properties, items, anyOf } = schema as {
      properties?: Record<string, unknown>
      items?: unknown
      anyOf?: unknown[]
    }
    if (name === undefined) return schema
    const inner = items ?? anyOf?.[0]
    return properties ? member(properties[name], rest) : inner && member(inner, [name, ...rest])
  }
  for (const [name, { body, alsoDelivers, onRequest, parameters }] of rows) {
    for (const path of [...Object.keys(alsoDelivers), ...Object.keys(onRequest)]) {
      assert.ok(member(body, path.split('.')), `${name} ${path}`)
    }
    for (const parameter of Object.values(onRequest)) assert.ok(parameter in parameters, parameter)
  }
})

test('every event that a method triggers names a method of the catalogue', () => {
  for (const [, { triggeredBy }] of rows) {
    if (triggeredBy !== null) assert.ok(triggeredBy in methods, triggeredBy)
  }
})

test('what each event delivers and needs', () => {
  assert.deepEqual(
    rows.map(([name, { delivers, alsoDelivers, permission, userPermission, listed }]) =>
      [
        name,
        [delivers, ...Object.entries(alsoDelivers).map(([path, also]) => `${path}: ${also}`)].join(
          ', ',
        ),
        permission,
        userPermission,
        listed,
      ].join(' | '),
    ),
    [
      'instant-message | message, attachments: attachment | ReadMessages | ReadMessages | table',
      'presence | presence, activeCalls: call record, totalActiveCalls: call record | ReadPresence | ReadPresenceStatus | table',
      'telephony-sessions | call record, parties.recordings: attachment | ReadCallLog | ReadCallLog | table',
      'tm-post | post, attachments: attachment | TeamMessaging |  | table',
      'message-store | message | ReadMessages | ReadMessages | beyond',
      'fax | message, attachments: attachment | ReadMessages | ReadMessages | beyond',
      'voicemail | message, attachments: attachment | ReadMessages | ReadMessages | beyond',
      'missed-calls | call record, recUrl: attachment | ReadCallLog | ReadCallLog | beyond',
      'presence-dnd | presence | ReadPresence | ReadPresenceStatus | beyond',
      'account-presence | presence, activeCalls: call record, totalActiveCalls: call record | ReadPresence | ReadPresenceStatus | beyond',
      'account-telephony-sessions | call record, parties.recordings: attachment | ReadCallLog | FullCompanyCallLog | beyond',
      'extension | extension | ReadAccounts | ReadExtensions | beyond',
      'extensions | extension | ReadAccounts | ReadExtensions | beyond',
      'tm-chat | chat | TeamMessaging |  | beyond',
    ],
  )
  assert.deepEqual(liveEvents, {
    'telephony-sessions': { permission: 'CallControl' },
    'account-telephony-sessions': { permission: 'CallControl' },
  })
})
