import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type EventEntry, events } from '#catalog/events'
import { parseEventFilter } from '#catalog/events/filters'

const owner = { accountId: '1', extensionId: '2' }
const own = '/restapi/v1.0/account/~/extension/~'
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

test('every event is found by its filter, of the own extension or another, and by older paths', () => {
  for (const [name, { filter, olderFilters = [] }] of Object.entries<EventEntry>(events)) {
    for (const path of [filter, ...olderFilters]) {
      const own = parse(path.replace('{accountId}', '~').replace('{extensionId}', '~'))
      assert.ok(own?.kind === 'event', path)
      assert.equal(own.event, name)
      assert.equal(own.resolved, path.replace('{accountId}', '1').replace('{extensionId}', '2'))
      assert.deepEqual(own.parameters, {})
      const named = parse(path.replace('{accountId}', '7').replace('{extensionId}', '8'))
      assert.equal(named?.kind === 'event' && named.event, name)
      assert.equal(named?.resolved, path.replace('{accountId}', '7').replace('{extensionId}', '8'))
    }
  }
})

test('a filter of the account names no extension, one of the user neither', () => {
  const ids = (filter: string) => {
    const parsed = parse(filter)
    return parsed?.kind === 'event' && [parsed.event, parsed.accountId, parsed.extensionId]
  }
  assert.deepEqual(ids('/restapi/v1.0/account/~/presence'), ['account-presence', '1', null])
  assert.deepEqual(ids('/restapi/v1.0/account/~/extension'), ['extensions', '1', null])
  assert.deepEqual(ids('/restapi/v1.0/account/~/extension/~'), ['extension', '1', '2'])
  assert.deepEqual(ids('/restapi/v1.0/glip/groups'), ['tm-chat', null, null])
})

test('parameters are read as the catalogue spells them, and the query stays as it was', () => {
  const cases: [filter: string, parameters: Record<string, string[]>][] = [
    [
      `${own}/message-store?type=Voicemail&type=Fax&direction=Inbound`,
      {
        type: ['VoiceMail', 'Fax'],
        direction: ['Inbound'],
      },
    ],
    [
      `${own}/presence?detailedTelephonyState=True&sipData=false`,
      {
        detailedTelephonyState: ['true'],
        sipData: ['false'],
      },
    ],
    [`${own}/telephony/sessions?phoneNumber=+16505550100`, { phoneNumber: ['+16505550100'] }],
    [`${own}/telephony/sessions?phoneNumber=%2B16505550100`, { phoneNumber: ['+16505550100'] }],
    [`${own}/telephony/sessions?statusCode=Answered&`, { statusCode: ['Answered'] }],
    [`${own}/fax?direction=Inbound`, { direction: ['Inbound'] }],
  ]
  for (const [filter, parameters] of cases) {
    const parsed = parse(filter)
    assert.ok(parsed?.kind === 'event', filter)
    assert.deepEqual(parsed.parameters, parameters)
    assert.equal(parsed.resolved.split('?')[1], filter.split('?')[1])
  }
})

test('a wrong value of a parameter, or one too many, is refused and not passed over', () => {
  for (const query of [
    'message-store/instant?type=MMS',
    'message-store/instant?type=',
    'message-store/instant?type',
    'message-store/instant?type=sms',
    'message-store/instant?type=SMS&type=Fax',
    'message-store/instant?Type=SMS',
    'message-store?type=Text',
    'message-store?direction=Inbound&direction=Outbound',
    'message-store?type=constructor',
    'message-store?constructor=SMS',
    'message-store?__proto__=SMS',
    'message-store?type=%ZZ',
    'presence?detailedTelephonyState=yes',
    'presence?sipData=true&sipData=false',
    'presence/dnd?sipData=true',
    'telephony/sessions?statusCode=Tds',
    'telephony/sessions?statusCode=Answered&statusCode=Hold',
    'telephony/sessions?phoneNumber=everybody',
    'voicemail?direction=Inbound',
    'fax?direction=Sideways',
    'fax/?direction=Inbound',
  ]) {
    assert.equal(parse(`${own}/${query}`), null, query)
  }
})

test('whatever is sent, a filter is understood or null, and what is resolved is understood the same', () => {
  const piece = fc.constantFrom(
    own,
    '/restapi/v1.0/account/~',
    '/presence',
    '/telephony/sessions',
    '/message-store',
    '/instant',
    '?',
    '&',
    'type=SMS',
    'sipData=true',
    '=',
    '%',
    '~',
    'https://host',
    '#',
  )
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 7 }),
      (pieces) => {
        const parsed = parse(pieces.join(''))
        if (parsed?.kind === 'event') assert.deepEqual(parse(parsed.resolved), parsed)
      },
    ),
  )
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
