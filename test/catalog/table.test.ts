import assert from 'node:assert/strict'
import { test } from 'node:test'
import { events } from '#catalog/events'
import { groupOf, groups } from '#catalog/groups'
import { pathOf, resources, verbOf } from '#catalog/method'
import { methods } from '#catalog/methods'
import { permissions } from '#catalog/permissions'

const all = Object.entries(methods)
const inTable = all.filter(([, { listed }]) => listed === 'table')

test('the guide’s table has 27 methods in 8 groups, 15 read and 12 write, with 10 permissions', () => {
  assert.equal(inTable.length, 27)
  assert.equal(new Set(inTable.map(([id]) => groupOf(id))).size, 8)
  assert.equal(inTable.filter(([, { access }]) => access === 'read').length, 15)
  assert.equal(inTable.filter(([, { access }]) => access === 'write').length, 12)
  const needed = new Set(inTable.flatMap(([, { permission }]) => permission ?? []))
  assert.equal(needed.size, 10)
  const listed = Object.entries(permissions).filter(
    ([, permission]) => permission.listed === 'table',
  )
  assert.deepEqual([...needed].toSorted(), listed.map(([name]) => name).toSorted())
})

test('two methods are in the guide’s prose alone', () => {
  const inProse = all.filter(([, { listed }]) => listed === 'prose').map(([, { route }]) => route)
  assert.deepEqual(inProse, [
    'GET /team-messaging/v1/chats/{chatId}',
    'GET /restapi/v1.0/subscription/{subscriptionId}',
  ])
})

test('the table is the guide’s, row by row', () => {
  const A = '/restapi/v1.0/account/{accountId}'
  const X = `${A}/extension/{extensionId}`
  const T = '/team-messaging/v1'
  const S = '/restapi/v1.0/subscription'
  assert.deepEqual(
    inTable.map(
      ([, { route, access, actsOn, permission, rateGroup, event }]) =>
        `${route} | ${access} ${actsOn} | ${permission ?? '-'} | ${rateGroup} | ${event ?? '-'}`,
    ),
    [
      `POST ${X}/sms | write message | SMS | Medium | -`,
      `POST ${X}/mms | write message | SMS | Medium | -`,
      `POST ${X}/fax | write message | Faxes | Medium | -`,
      `GET ${X}/message-store | read message | ReadMessages | Medium | instant-message`,
      `GET ${X}/message-store/{messageId} | read message | ReadMessages | Medium | -`,
      `GET ${X}/message-store/{messageId}/content/{attachmentId} | read attachment | ReadMessages | Heavy | -`,
      `DELETE ${X}/message-store/{messageId} | write message | EditMessages | Medium | -`,
      `GET ${X}/call-log | read call record | ReadCallLog | Heavy | -`,
      `GET ${A}/call-log | read call record | ReadCallLog | Heavy | -`,
      `GET ${X}/active-calls | read call record | ReadCallLog | Heavy | -`,
      `POST ${X}/ring-out | write call | RingOut | Heavy | -`,
      `GET ${X}/ring-out/{ringoutId} | read call | RingOut | Heavy | -`,
      `DELETE ${X}/ring-out/{ringoutId} | write call | RingOut | Heavy | -`,
      `GET ${X}/presence | read presence | ReadPresence | Medium | presence`,
      `GET ${A}/presence | read presence | ReadPresence | Heavy | -`,
      `GET ${A}/extension | read extension | ReadAccounts | Medium | -`,
      `GET ${X} | read extension | ReadAccounts | Medium | -`,
      `PUT ${X} | write extension | EditExtensions | Medium | -`,
      `GET ${A} | read account | ReadAccounts | Light | -`,
      `GET ${T}/chats | read chat | TeamMessaging | Medium | -`,
      `GET ${T}/chats/{chatId}/posts | read post | TeamMessaging | Medium | tm-post`,
      `POST ${T}/chats/{chatId}/posts | write post | TeamMessaging | Medium | -`,
      `POST ${T}/teams | write team | TeamMessaging | Medium | -`,
      `POST ${S} | write subscription | - | Medium | -`,
      `GET ${S} | read subscription | - | Light | -`,
      `POST ${S}/{subscriptionId}/renew | write subscription | - | Medium | -`,
      `DELETE ${S}/{subscriptionId} | write subscription | - | Medium | -`,
    ],
  )
})

test('GET reads and nothing else does, but for the search that has its words in a body', () => {
  for (const [id, method] of all) {
    const reads = verbOf(method) === 'GET' || id === 'searchDirectoryEntries'
    assert.equal(method.access === 'read', reads, id)
  }
})

test('every path parameter has a schema, and every schema a parameter', () => {
  for (const [id, method] of all) {
    const named = [...pathOf(method).matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name))
    assert.deepEqual(Object.keys(method.path.properties).toSorted(), named.toSorted(), id)
  }
})

test('every resource is acted on by some method', () => {
  const used = new Set<string>(all.map(([, { actsOn }]) => actsOn))
  assert.deepEqual(
    resources.filter((resource) => !used.has(resource)),
    [],
  )
})

test('groups hold every method once', () => {
  const grouped = Object.values(groups).flatMap((group) => Object.keys(group.methods))
  assert.deepEqual(grouped.toSorted(), Object.keys(methods).toSorted())
})

test('the four events of the guide name their filter and what triggers them', () => {
  assert.deepEqual(
    Object.values(events)
      .filter(({ listed }) => listed === 'table')
      .map(({ filter, triggeredBy }) => [filter, triggeredBy]),
    [
      [
        '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store/instant',
        'listMessages',
      ],
      [
        '/restapi/v1.0/account/{accountId}/extension/{extensionId}/presence',
        'readUserPresenceStatus',
      ],
      ['/restapi/v1.0/account/{accountId}/extension/{extensionId}/telephony/sessions', null],
      ['/team-messaging/v1/posts', 'readGlipPostsNew'],
    ],
  )
})

test('operation ids of the guide’s methods and their pages in RingCentral’s reference are these', () => {
  assert.deepEqual(
    all.filter(([, { listed }]) => listed !== 'beyond').map(([id, { source }]) => [id, source]),
    [
      ['createSMSMessage', 'SMS/createSMSMessage'],
      ['createMMS', 'MMS/createMMS'],
      ['createFaxMessage', 'Fax/createFaxMessage'],
      ['listMessages', 'Message-Store/listMessages'],
      ['readMessage', 'Message-Store/readMessage'],
      ['readMessageContent', 'Message-Store/readMessageContent'],
      ['deleteMessage', 'Message-Store/deleteMessage'],
      ['readUserCallLog', 'Call-Log/readUserCallLog'],
      ['readCompanyCallLog', 'Call-Log/readCompanyCallLog'],
      ['listExtensionActiveCalls', 'Call-Log/listExtensionActiveCalls'],
      ['createRingOutCall', 'RingOut/createRingOutCall'],
      ['readRingOutCallStatus', 'RingOut/readRingOutCallStatus'],
      ['deleteRingOutCall', 'RingOut/deleteRingOutCall'],
      ['readUserPresenceStatus', 'Presence/readUserPresenceStatus'],
      ['readAccountPresence', 'Presence/readAccountPresence'],
      ['listExtensions', 'Extensions/listExtensions'],
      ['readExtension', 'User-Settings/readExtension'],
      ['updateExtension', 'User-Settings/updateExtension'],
      ['readAccountInfo', 'Company/readAccountInfo'],
      ['listGlipChatsNew', 'Chats/listGlipChatsNew'],
      ['readGlipChatNew', 'Chats/readGlipChatNew'],
      ['readGlipPostsNew', 'Posts/readGlipPostsNew'],
      ['createGlipPostNew', 'Posts/createGlipPostNew'],
      ['createGlipTeamNew', 'Teams/createGlipTeamNew'],
      ['createSubscription', 'Subscriptions/createSubscription'],
      ['listSubscriptions', 'Subscriptions/listSubscriptions'],
      ['readSubscription', 'Subscriptions/readSubscription'],
      ['renewSubscription', 'Subscriptions/renewSubscription'],
      ['deleteSubscription', 'Subscriptions/deleteSubscription'],
    ],
  )
})
