import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT } from 'jose'
import type { Seed } from '#platform/seed/file/schema'
import { noon, planted, token } from './world.ts'

const own = '/restapi/v1.0/account/~/extension/~'

test('one named person is a usable company: an admin with a number, an app and a JWT', async () => {
  using world = await planted({ extensions: [{ name: 'Ann Archer' }] })
  const me = await world.get(own)
  assert.equal(me.extensionNumber, '101')
  assert.equal(me.contact.firstName, 'Ann')
  assert.equal(me.contact.lastName, 'Archer')
  assert.equal(me.permissions.admin.enabled, true)
  const [direct] = world.platform.parts.accounts.numbersOf(me.id)
  assert.equal(direct?.number, '+15105550101')
  assert.ok(direct.features.includes('SmsSender'))
  const account = await world.get('/restapi/v1.0/account/~')
  assert.equal(account.mainNumber, '+15105550100')
})

test('everything that was said is stored as said', async () => {
  const seed: Seed = {
    account: {
      id: 777,
      name: 'Acme Windows',
      mainNumber: '+1 212 555 0100',
      timezone: 'America/New_York',
      address: { city: 'Albany' },
      operator: 'bea@acme.example',
      numbers: [{ number: '+12125550190', type: 'FaxOnly', label: 'Orders' }],
    },
    extensions: [
      { number: '110', id: 5110, name: 'Ann Archer', email: 'Ann@acme.example', password: 'pw-1' },
      {
        number: 111,
        name: 'Bea Bell',
        email: 'bea@acme.example',
        role: 'Super Admin',
        numbers: [12125550111, { number: '+12125550112', features: ['CallerId'] }],
        presence: { userStatus: 'Busy', message: 'Back at two' },
      },
      { number: 201, name: 'Care', type: 'Department', members: ['Ann Archer', 111] },
    ],
    apps: [
      {
        name: 'Bot',
        clientId: 'bot',
        clientSecret: 'bot-secret',
        permissions: ['SMS', 'ReadMessages', 'ReadAccounts', 'ReadPresence'],
        limits: { Heavy: 99 },
        jwts: [{ extension: 'Bea Bell', jwt: 'a-jwt-for-tests-only', expires: '30d' }],
      },
    ],
  }
  using world = await planted(seed)
  assert.equal(world.made.admin.name, 'Bea Bell')
  assert.deepEqual(world.made.apps, [
    {
      name: 'Bot',
      clientId: 'bot',
      clientSecret: 'bot-secret',
      jwts: [{ extension: '111', jwt: 'a-jwt-for-tests-only' }],
    },
  ])
  const me = await world.get(own)
  assert.equal(me.name, 'Bea Bell')
  assert.equal(me.permissions.admin.enabled, true)
  const account = await world.get('/restapi/v1.0/account/~')
  assert.equal(account.id, 777)
  assert.equal(account.operator.extensionNumber, '111')
  assert.equal((await world.get(`${own}/presence`)).message, 'Back at two')

  const { apps, accounts } = world.platform.parts
  assert.deepEqual(apps.find('bot')?.limits, { Heavy: 99 })
  const care = accounts.extensionByNumber(777, '201')
  assert.deepEqual(care?.details.members, [5110, 777 + 111])
  assert.deepEqual(
    accounts.numbers(777).map(({ number, usageType }) => [number, usageType]),
    [
      ['+12125550100', 'MainCompanyNumber'],
      ['+12125550190', 'CompanyFaxNumber'],
      ['+12125550101', 'DirectNumber'],
      ['+12125550111', 'DirectNumber'],
      ['+12125550112', 'DirectNumber'],
    ],
  )
  const byPassword = await token(
    world.platform,
    { clientId: 'bot', clientSecret: 'bot-secret' },
    { grant_type: 'password', username: 'ann@acme.example', password: 'pw-1' },
  )
  assert.equal(byPassword.status, 200)
})

test('an app signs its assertions with its secret or against the key that the seed has of it', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  using world = await planted({
    extensions: [{ name: 'Ann' }],
    apps: [
      { name: 'Plain' },
      { name: 'By secret', clientId: 'hs', clientSecret: 'hs-secret', signsWithSecret: true },
      { name: 'By key', clientId: 'es', publicKey: publicKey.export({ format: 'jwk' }) },
    ],
  })
  const ask = async (clientId: string, alg: string, key: KeyObject | Uint8Array) => {
    const jwt = await new SignJWT({ iss: clientId, sub: clientId, jti: 'first' })
      .setProtectedHeader({ alg })
      .setAudience('http://platform.test/restapi/oauth/token')
      .setExpirationTime(noon / 1000 + 60)
      .sign(key)
    const reply = await world.platform.fetch(
      new Request('http://platform.test/restapi/oauth/token', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: jwt,
        }),
      }),
    )
    return reply.status
  }
  assert.equal(await ask('hs', 'HS256', Buffer.from('hs-secret')), 200)
  assert.equal(await ask('es', 'ES256', privateKey), 200)
})

test('messages lie in the mailboxes they belong to, the latest first, at the times that were said', async () => {
  using world = await planted({
    extensions: [{ name: 'Ann' }, { name: 'Bea' }],
    texts: [
      { at: '-2h', from: '+14155550142', to: 'Ann', text: 'When do you come?' },
      { at: '-1h', from: 101, to: 4155550142, text: 'At ten.', status: 'DeliveryFailed' },
      {
        at: '2026-11-23T19:30:00Z',
        from: 'Bea',
        to: ['Ann', '+14155550142'],
        attachments: [{ fileName: 'plan.txt', text: 'the plan' }],
      },
    ],
    faxes: [
      { at: '-3h', from: '+14155550143', to: 101, pages: ['Page one', 'Page two'] },
      { at: '-4h', from: 101, to: '+14155550143', pages: ['Nö'], status: 'SendingFailed' },
    ],
    voicemails: [{ at: '-5h', from: '+14155550142', to: 101, seconds: 3 }],
    pagers: [{ at: '-6h', from: 'Bea', to: [101], text: 'Lunch?' }],
  })
  const { records } = await world.get(`${own}/message-store?dateFrom=2026-11-20T00:00:00Z`)
  const seen = records.map((one: Record<string, unknown>) => [
    one['type'],
    one['direction'],
    one['messageStatus'],
    one['creationTime'],
  ])
  const hoursAgo = (hours: number) => new Date(noon - hours * 3_600_000).toISOString()
  assert.deepEqual(seen, [
    ['SMS', 'Inbound', 'Received', hoursAgo(0.5)],
    ['SMS', 'Outbound', 'DeliveryFailed', hoursAgo(1)],
    ['SMS', 'Inbound', 'Received', hoursAgo(2)],
    ['Fax', 'Inbound', 'Received', hoursAgo(3)],
    ['Fax', 'Outbound', 'SendingFailed', hoursAgo(4)],
    ['VoiceMail', 'Inbound', 'Received', hoursAgo(5)],
    ['Pager', 'Inbound', 'Received', hoursAgo(6)],
  ])
  assert.equal(records[2].subject, 'When do you come?')
  assert.equal(records[3].faxPageCount, 2)
  const [attachment] = records[0].attachments
  assert.equal(await world.get(new URL(attachment.uri).pathname), 'the plan')
  const calls = await world.get(`${own}/call-log?dateFrom=2026-11-20T00:00:00Z&view=Detailed`)
  assert.deepEqual(
    calls.records.map((one: { type: string; result: string }) => [one.type, one.result]),
    [
      ['Fax', 'Received'],
      ['Fax', 'Send Error'],
      ['Voice', 'Voicemail'],
    ],
  )
  assert.equal(String(calls.records[0].message.id), String(records[3].id))
})

test('calls, chats and subscriptions are where their methods find them', async () => {
  using world = await planted({
    extensions: [{ name: 'Ann' }, { name: 'Bea' }, { name: 'Cleo' }],
    calls: [
      { at: '-1h', from: 101, to: '+14155550142', talks: '2m', ringOut: true },
      { at: '-2h', from: '+14155550142', to: 101, ending: 'noAnswer' },
    ],
    chats: [
      {
        name: 'Crew',
        members: [101, 'Bea'],
        posts: [
          { at: '-1d', from: 'Bea', text: 'Ready, @101?' },
          { at: '-23h', from: 'Ann', text: 'Yes.' },
        ],
      },
      { type: 'Group', posts: [{ from: 'Cleo', text: 'Hello' }] },
    ],
    subscriptions: [{ eventFilters: ['/restapi/v1.0/account/~/extension/~/presence'] }],
  })
  const { records: calls } = await world.get(`${own}/call-log?dateFrom=2026-11-20T00:00:00Z`)
  assert.deepEqual(
    calls.map((one: { action: string; result: string; duration: number }) => [
      one.action,
      one.result,
      one.duration,
    ]),
    [
      ['RingOut Web', 'Call connected', calls[0].duration],
      ['Phone Call', 'Missed', calls[1].duration],
    ],
  )
  const { records: chats } = await world.get('/team-messaging/v1/chats')
  assert.deepEqual(chats.map((one: { type: string }) => one.type).toSorted(), [
    'Group',
    'Personal',
    'Team',
  ])
  const team = chats.find((one: { type: string }) => one.type === 'Team')
  const { records: posts } = await world.get(`/team-messaging/v1/chats/${team.id}/posts`)
  assert.equal(posts[0].text, 'Yes.')
  assert.equal(posts[1].mentions[0].name, 'Ann')
  const { records: subscriptions } = await world.get('/restapi/v1.0/subscription')
  assert.equal(subscriptions.length, 1)
  assert.match(
    subscriptions[0].eventFilters[0],
    /account\/400131426\/extension\/400131527\/presence$/,
  )
})

test('the same seed and stream give the same ids and credentials', async () => {
  const seed = {
    extensions: [{ name: 'Ann' }],
    texts: [{ from: '+14155550142', to: 101, text: 'Hi' }],
  }
  using one = await planted(seed)
  using other = await planted(seed)
  assert.deepEqual(one.made, other.made)
  const path = `${own}/message-store`
  const [first] = (await one.get(path)).records
  const [second] = (await other.get(path)).records
  assert.equal(first.id, second.id)
})
