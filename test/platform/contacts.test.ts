// The personal address book over HTTP: who reads and keeps it, how it is searched, sorted and synchronised.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoWorld } from './demo-world.ts'
import { type Answer, ids, own, startWorld, type World } from './world.ts'

const book = `${own}/address-book/contact`
const sync = `${own}/address-book-sync`

const add = (world: World, json: object, more: object = {}) =>
  world.call('POST', book, { json, ...more })
const names = ({ body }: Pick<Answer, 'body'>): string[] =>
  body.records.map((one: { firstName?: string }) => one.firstName)

function refused(
  { status, body }: Answer,
  expected: { status: number; code: string; parameterName?: string },
): void {
  assert.deepEqual([status, body.errorCode], [expected.status, expected.code])
  if (expected.parameterName) assert.equal(body.parameterName, expected.parameterName)
}
const notFound = { status: 404, code: 'CMN-102', parameterName: 'contactId' }

/** Everything a contact can say. */
const whole = {
  firstName: 'Alma',
  lastName: 'Whitfield',
  middleName: 'J',
  nickName: 'Al',
  company: 'Whitfield & Co',
  jobTitle: 'Owner',
  email: 'alma@example.net',
  email2: 'alma2@example.net',
  birthday: '1980-05-17T00:00:00.000Z',
  webPage: 'http://example.net/',
  notes: 'Rings twice',
  homePhone: '+15105550121',
  mobilePhone: '+14155550123',
  businessFax: '+442079460123',
  homeAddress: {
    street: 'Juniper Lane',
    city: 'Oakland',
    state: 'CA',
    zip: '94601',
    country: 'US',
  },
  ringtoneIndex: '3',
}

test('a contact is kept as it was sent, and read by its uri', async () => {
  using world = startWorld()
  const { status, body } = await add(world, whole)
  assert.equal(status, 200)
  const { id, uri, availability, ...fields } = body
  assert.deepEqual(fields, whole)
  assert.equal(availability, 'Alive')
  assert.equal(
    uri,
    `http://platform.test/restapi/v1.0/account/1/extension/101/address-book/contact/${id}`,
  )
  assert.deepEqual((await world.get(uri)).body, body)
  assert.deepEqual((await world.get(book)).body.records, [body])
})

test('numbers are kept as E.164: of the United States, or of the dialing plan, when they have no country', async () => {
  using world = startWorld()
  const us = await add(world, { homePhone: '(510) 555-0121', carPhone: '+44 20 7946 0123' })
  assert.deepEqual([us.body.homePhone, us.body.carPhone], ['+15105550121', '+442079460123'])
  const british = await world.call('POST', `${book}?dialingPlan=gb`, {
    json: { homePhone: '020 7946 0123' },
  })
  assert.equal(british.body.homePhone, '+442079460123')
  const invalid = { status: 400, code: 'CMN-101' }
  refused(await add(world, { carPhone: 'call me' }), { ...invalid, parameterName: 'carPhone' })
  const plan = await world.call('POST', `${book}?dialingPlan=ZZ`, { json: { firstName: 'a' } })
  refused(plan, { ...invalid, parameterName: 'dialingPlan' })
})

test('what cannot be is refused by name, and nothing is kept', async () => {
  using world = startWorld()
  const wrong: readonly (readonly [object, string])[] = [
    [{ firstName: 7 }, 'firstName'],
    [{ firstName: 'x'.repeat(257) }, 'firstName'],
    [{ email: 'nobody' }, 'email'],
    [{ birthday: 'in May' }, 'birthday'],
    [{ birthday: '2026-02-30' }, 'birthday'],
    [{ homeAddress: 'Oakland' }, 'homeAddress'],
    [{ homeAddress: { zip: 94601 } }, 'homeAddress.zip'],
    [{ ringtoneIndex: 'x'.repeat(65) }, 'ringtoneIndex'],
  ]
  for (const [json, parameterName] of wrong) {
    // oxlint-disable-next-line no-await-in-loop
    refused(await add(world, json), { status: 400, code: 'CMN-101', parameterName })
  }
  assert.equal((await world.get(book)).body.paging.totalElements, 0)
})

test('PUT replaces a contact, PATCH changes what it names and null removes', async () => {
  using world = startWorld()
  const { body } = await add(world, whole)
  const put = await world.call('PUT', body.uri, {
    json: { firstName: 'Alma', mobilePhone: '4155550123' },
  })
  assert.equal(put.status, 200)
  const { uri, id, availability } = body
  assert.deepEqual(put.body, {
    uri,
    id,
    availability,
    firstName: 'Alma',
    mobilePhone: '+14155550123',
  })
  const patch = await world.call('PATCH', body.uri, {
    json: { lastName: 'Okafor', mobilePhone: null, homePhone: '510 555 0199', jobTitle: null },
  })
  assert.equal(patch.status, 200)
  assert.deepEqual(patch.body, {
    uri,
    id,
    availability,
    firstName: 'Alma',
    lastName: 'Okafor',
    homePhone: '+15105550199',
  })
  assert.deepEqual((await world.get(uri)).body, patch.body)
  const invalid = { status: 400, code: 'CMN-101', parameterName: 'homePhone' }
  refused(await world.call('PATCH', uri, { json: { homePhone: 'x' } }), invalid)
  refused(await world.call('PUT', uri, { json: { homePhone: 'x' } }), invalid)
  // What it was is not found any more.
  assert.equal((await world.get(`${book}?phoneNumber=%2B14155550123`)).body.records.length, 0)
  assert.equal((await world.get(`${book}?startsWith=oka`)).body.records.length, 1)
})

test('a deleted contact is gone, and an unknown one never was', async () => {
  using world = startWorld()
  const { body } = await add(world, whole)
  assert.equal((await world.call('DELETE', body.uri)).status, 204)
  for (const place of [body.uri, `${book}/1`, `${book}/x`, `${book}/99999999999999999999`]) {
    for (const verb of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const json = verb === 'PUT' || verb === 'PATCH' ? { json: {} } : {}
      // oxlint-disable-next-line no-await-in-loop
      refused(await world.call(verb, place, json), notFound)
    }
  }
  assert.deepEqual((await world.get(book)).body.records, [])
})

test('the list is found by the start of a name, by number, sorted, and in pages', async () => {
  using world = startWorld()
  const people = [
    { firstName: 'dmitri', lastName: 'Volkov', company: 'B', mobilePhone: '+14155550124' },
    { firstName: 'Ben', lastName: 'Okafor', company: 'C', homePhone: '+15105550122' },
    { firstName: 'Carla', lastName: 'Mendes', company: 'A', businessFax: '+14155550123' },
    { firstName: 'Álma', lastName: 'Benz', company: 'A' },
  ]
  // oxlint-disable-next-line no-await-in-loop
  for (const one of people) await add(world, one)
  const list = async (query = '') => names(await world.get(`${book}${query}`))
  assert.deepEqual(await list(), ['Ben', 'Carla', 'dmitri', 'Álma'])
  assert.deepEqual(await list('?sortBy=LastName'), ['Álma', 'Carla', 'Ben', 'dmitri'])
  assert.deepEqual(await list('?sortBy=Company&sortBy=LastName'), [
    'Álma',
    'Carla',
    'dmitri',
    'Ben',
  ])
  assert.deepEqual(await list('?startsWith=BEN'), ['Ben', 'Álma'])
  assert.deepEqual(await list(`?startsWith=${encodeURIComponent('á')}`), ['Álma'])
  assert.deepEqual(await list('?startsWith=%25'), [])
  assert.deepEqual(await list('?phoneNumber=%2B14155550123&phoneNumber=5105550122'), [
    'Ben',
    'Carla',
  ])
  assert.deepEqual(await list('?phoneNumber=555'), [])
  const page = await world.get(`${book}?page=2&perPage=3&startsWith=`)
  assert.deepEqual(names(page), ['Álma'])
  assert.deepEqual(page.body.paging, {
    page: 2,
    perPage: 3,
    pageStart: 3,
    pageEnd: 3,
    totalPages: 2,
    totalElements: 4,
  })
  assert.deepEqual(names(await world.get(page.body.navigation.previousPage.uri)), [
    'Ben',
    'Carla',
    'dmitri',
  ])
  refused(await world.get(`${book}?sortBy=Age`), {
    status: 400,
    code: 'CMN-101',
    parameterName: 'sortBy',
  })
})

test('an address book is its extension’s own; an admin may keep another’s', async () => {
  using world = startWorld()
  const bob = { token: world.token(ids.bob) }
  const { body } = await add(world, { firstName: 'Mine' }, bob)
  assert.equal((await world.get(`${book}/${body.id}`)).status, 404)
  assert.deepEqual((await world.get(book)).body.records, [])
  assert.equal((await world.get(body.uri)).status, 200)
  refused(await world.get(book.replace('extension/~', 'extension/101'), bob), {
    status: 403,
    code: 'CMN-408',
  })
})

test('reading needs ReadContacts, writing Contacts', async () => {
  for (const [profile, code] of [
    ['guide', 'CMN-408'],
    ['live', 'InsufficientPermissions'],
  ] as const) {
    using world = startWorld({ profile })
    const reader = { token: world.token(ids.ann, { scopes: ['ReadContacts'] }) }
    const writer = { token: world.token(ids.ann, { scopes: ['Contacts'] }) }
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await world.get(book, reader)).status, 200)
    // oxlint-disable-next-line no-await-in-loop
    assert.equal((await add(world, { firstName: 'a' }, writer)).status, 200)
    // oxlint-disable-next-line no-await-in-loop
    refused(await add(world, { firstName: 'a' }, reader), { status: 403, code })
    // oxlint-disable-next-line no-await-in-loop
    refused(await world.get(book, writer), { status: 403, code })
  }
})

test('an address book has at most 10,000 contacts', async () => {
  using world = startWorld()
  const { contacts, db } = world.platform.parts
  const keys = { firstName: '', lastName: '', company: '', numbers: [] }
  db.transaction(() => {
    for (let index = 0; index < 9_999; index += 1) contacts.add(ids.ann, {}, keys)
  })
  assert.equal((await add(world, { firstName: 'last' })).status, 200)
  refused(await add(world, { firstName: 'more' }), {
    status: 400,
    code: 'CMN-101',
    parameterName: 'body',
  })
})

test('several contacts are read, changed and deleted at once', async () => {
  using world = startWorld()
  const [one, other] = [await add(world, { firstName: 'a' }), await add(world, { firstName: 'b' })]
  const place = `${book}/${one.body.id},1,${other.body.id}`
  const headers = { accept: 'application/vnd.ringcentral.multipart+json' }
  const { status, bytes } = await world.get(place, { headers })
  assert.equal(status, 207)
  const found = JSON.parse(bytes.toString()) as { status: number; body: { firstName?: string } }[]
  assert.deepEqual(
    found.map((each) => [each.status, each.body.firstName]),
    [
      [200, 'a'],
      [404, undefined],
      [200, 'b'],
    ],
  )
  const gone = await world.call('DELETE', `${book}/${one.body.id},${other.body.id}`)
  assert.equal(gone.status, 204)
})

test('a full synchronisation has everything, page by page; the next ones only what changed', async () => {
  using world = startWorld()
  const made: Answer[] = []
  // oxlint-disable-next-line no-await-in-loop
  for (const firstName of ['a', 'b', 'c', 'd', 'e']) made.push(await add(world, { firstName }))
  const [a, b, c] = made
  const first = await world.get(`${sync}?syncType=FSync&perPage=2`)
  assert.deepEqual(names(first), ['a', 'b'])
  assert.equal(first.body.syncInfo.syncType, 'FSync')
  // While it is read: one that was read is changed, one that was not is deleted, one comes.
  await world.call('PATCH', a?.body.uri, { json: { firstName: 'A' } })
  await world.call('DELETE', c?.body.uri)
  await add(world, { firstName: 'f' })
  const second = await world.get(first.body.nextPageUri)
  assert.deepEqual(names(second), ['d'])
  const third = await world.get(`${sync}?syncType=FSync&perPage=2&pageId=${second.body.nextPageId}`)
  assert.deepEqual(names(third), ['e', 'f'])
  assert.equal('nextPageId' in third.body, false)

  const changes = (token: string, more = '') =>
    world.get(`${sync}?syncType=ISync&syncToken=${token}${more}`)
  const changed = await changes(third.body.syncInfo.syncToken)
  assert.deepEqual(
    changed.body.records.map((one: { firstName: string; availability: string }) => [
      one.firstName,
      one.availability,
    ]),
    [
      ['A', 'Alive'],
      ['c', 'Deleted'],
      ['f', 'Alive'],
    ],
  )
  const token = changed.body.syncInfo.syncToken
  assert.deepEqual(names(await changes(token)), [])
  assert.equal((await changes(token)).body.syncInfo.syncToken, token)
  await add(world, { firstName: 'g' })
  await world.call('PUT', b?.body.uri, { json: { firstName: 'B' } })
  const some = await changes(token, '&perPage=1')
  assert.deepEqual(names(some), ['g'])
  assert.deepEqual(names(await changes(some.body.syncInfo.syncToken)), ['B'])
})

test('a synchronisation goes on from a token of this address book alone', async () => {
  using world = startWorld()
  const bob = (await world.get(sync, { token: world.token(ids.bob) })).body.syncInfo.syncToken
  const future = Buffer.from(`contacts.${ids.ann}.77`).toString('base64url')
  for (const token of [bob, 'garbage', '%00', '', future]) {
    // oxlint-disable-next-line no-await-in-loop
    refused(await world.get(`${sync}?syncType=ISync&syncToken=${token}`), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'syncToken',
    })
  }
})

test('the demo company’s sellers have their customers, purchasing its suppliers', async () => {
  const world = demoWorld()
  const book101 = (await world.as('101').get(book)).body
  assert.equal(book101.paging.totalElements, 25)
  const alma = await world.as('102').get(`${book}?phoneNumber=%2B15105550121`)
  assert.deepEqual(names(alma), ['Alma'])
  const suppliers = await world.as('111').get(`${book}?sortBy=Company&perPage=1`)
  assert.equal(suppliers.body.records[0].company, 'Bayline Freight')
  world.close()
})
