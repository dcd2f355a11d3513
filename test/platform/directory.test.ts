// The company's directory over HTTP, on the demo company: listed, read, searched, and sent but once.
import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { assertRefused, type DemoWorld, demoWorld, ids } from './demo-world.ts'
import { origin, startWorld } from './world.ts'

const entries = '/restapi/v1.0/account/~/directory/entries'

interface Entry {
  readonly id: string
  readonly type: string
  readonly status: string
  readonly name: string
  readonly lastName?: string
  readonly extensionNumber: string
}

describe('the directory', () => {
  let world: DemoWorld
  const open = (options?: Parameters<typeof demoWorld>[0]) => (world = demoWorld(options))
  afterEach(() => world.close())

  test('everybody with an extension number is in it, by number', async () => {
    const { status, body } = await open().as('104').get(entries)
    assert.equal(status, 200)
    assert.equal(body.records.length, 16)
    assert.deepEqual(
      body.records.slice(0, 3).map((one: Entry) => one.extensionNumber),
      ['101', '102', '103'],
    )
    assert.deepEqual(body.paging, {
      page: 1,
      perPage: 1000,
      pageStart: 0,
      pageEnd: 15,
      totalPages: 1,
      totalElements: 16,
    })
    const [, devin] = body.records
    assert.deepEqual(
      { ...devin, phoneNumbers: devin.phoneNumbers.length, account: devin.account.id },
      {
        id: String(ids.devin),
        type: 'User',
        status: 'Enabled',
        account: String(ids.account),
        name: 'Devin Castellanos',
        firstName: 'Devin',
        lastName: 'Castellanos',
        jobTitle: 'Sales Manager',
        department: 'Sales',
        email: 'devin.castellanos@larkfield.example',
        extensionNumber: '102',
        phoneNumbers: 2,
        profileImage: {
          uri: `http://platform.test/restapi/v1.0/account/${ids.account}/extension/${ids.devin}/profile-image`,
        },
        site: { id: 'main-site', name: 'Main Site' },
        hidden: false,
        role: { id: '3', name: 'Standard' },
        callQueues: [],
      },
    )
    assert.deepEqual(devin.phoneNumbers.at(-1), {
      phoneNumber: '+15105550172',
      formattedPhoneNumber: '(510) 555-0172',
      usageType: 'MobileNumber',
      hidden: false,
    })
    const noor = body.records.find((one: Entry) => one.name === 'Noor Haddad')
    assert.deepEqual(noor.callQueues, [{ id: String(ids.queue), name: 'Customer Care' }])
  })

  test('it is narrowed by type, group, site and page', async () => {
    const caller = open().as('101')
    const list = async (query: string): Promise<Entry[]> =>
      (await caller.get(`${entries}?${query}`)).body.records
    assert.deepEqual(
      (await list('type=Department')).map(({ name }) => name),
      ['Customer Care'],
    )
    assert.equal((await list('typeGroup=User')).length, 14)
    assert.equal((await list('typeGroup=NonUser')).length, 2)
    assert.equal((await list('siteId=main-site')).length, 16)
    assert.equal((await list('siteId=5')).length, 0)
    assert.equal((await list('perPage=all')).length, 16)
    assert.equal((await list('perPage=max')).length, 16)
    assert.deepEqual(
      (await list('page=2&perPage=15')).map(({ extensionNumber }) => extensionNumber),
      ['301'],
    )
    assert.equal('account' in ((await list('showFederated=false'))[0] ?? {}), false)
    assertRefused(await caller.get(`${entries}?type=Person`), {
      status: 400,
      code: 'CMN-101',
      parameterName: 'type',
    })
  })

  test('an entry is read by the id of its extension', async () => {
    const caller = open().as('104')
    const { status, body } = await caller.get(`${entries}/${ids.queue}`)
    assert.equal(status, 200)
    assert.deepEqual(
      [body.type, body.name, body.extensionNumber],
      ['Department', 'Customer Care', '201'],
    )
    for (const id of ['5', 'x', '062264561']) {
      // oxlint-disable-next-line no-await-in-loop
      assertRefused(await caller.get(`${entries}/${id}`), {
        status: 404,
        code: 'CMN-102',
        parameterName: 'entryId',
      })
    }
  })

  test('in live an unknown entry is the directory’s own code', async () => {
    const answer = await open({ profile: 'live' }).as('104').get(`${entries}/5`)
    assertRefused(answer, { status: 404, code: 'ADG-122', parameterName: 'entryId' })
  })

  test('a search finds every word in some field', async () => {
    const caller = open().as('104')
    const search = async (body: object): Promise<string[]> => {
      const answer = await caller.send('POST', `${entries}/search`, body)
      assert.equal(answer.status, 200)
      return answer.body.records.map((one: Entry) => one.extensionNumber)
    }
    assert.deepEqual(await search({ searchString: 'devin CAST' }), ['102'])
    assert.deepEqual(await search({ searchString: 'devin', searchFields: ['lastName'] }), [])
    assert.deepEqual(await search({ searchString: '555-0172' }), ['102'])
    assert.deepEqual(await search({ searchString: '+15105550172' }), ['102'])
    assert.deepEqual(await search({ searchString: 'crew lead' }), ['106', '107'])
    assert.deepEqual(await search({ searchString: 'sales', searchFields: ['department'] }), [
      '102',
      '103',
      '104',
      '112',
      '113',
      '114',
    ])
    assert.equal((await search({})).length, 16)
    assert.deepEqual(await search({ department: 'service' }), ['108', '109'])
    assert.deepEqual(await search({ extensionType: 'Department' }), ['201'])
    assert.deepEqual(await search({ extensionTypes: ['IvrMenu', 'Department'] }), ['201', '301'])
    assert.equal((await search({ extensionTypes: ['DigitalUser'] })).length, 14)
    assert.deepEqual(await search({ extensionStatuses: ['Disabled', 'NotActivated'] }), [
      '113',
      '114',
    ])
    assert.equal((await search({ siteIds: ['main-site'] })).length, 16)
    assert.deepEqual(await search({ siteId: '5' }), [])
    assert.equal((await search({ accountIds: [String(ids.account)] })).length, 16)
    assert.deepEqual(await search({ accountIds: ['5'] }), [])
  })

  test('a hidden entry is found by who asks for it', async () => {
    const { as, platform } = open()
    const { accounts } = platform.parts
    const devin = accounts.extension(ids.devin)
    assert(devin)
    accounts.updateExtension({ ...devin, details: { ...devin.details, hidden: true } })
    const search = (body: object) =>
      as('104').send('POST', `${entries}/search`, { searchString: 'devin', ...body })
    assert.deepEqual((await search({})).body.records, [])
    const [found] = (await search({ showAdminOnlyContacts: true })).body.records
    assert.equal(found.hidden, true)
  })

  test('a search is sorted as asked, and paged', async () => {
    const caller = open().as('104')
    const orderBy = [
      { index: 2, fieldName: 'lastName', direction: 'Desc' },
      { index: 1, fieldName: 'jobTitle' },
    ]
    const query = { searchString: 'crew design', searchFields: ['jobTitle'], orderBy }
    assert.deepEqual((await caller.send('POST', `${entries}/search`, query)).body.records, [])
    const { body } = await caller.send('POST', `${entries}/search`, {
      searchString: 'e',
      searchFields: ['jobTitle'],
      orderBy,
      page: 1,
      perPage: 4,
    })
    assert.deepEqual(
      body.records.map((one: Entry) => one.lastName),
      ['Lindqvist', 'Boudreaux', 'Haddad', 'Sorensen'],
    )
    assert.equal(body.paging.perPage, 4)
    const wrong: readonly (readonly [object, string])[] = [
      [{ searchFields: ['shoeSize'] }, 'searchFields'],
      [{ orderBy: [{ fieldName: 'age' }] }, 'orderBy.fieldName'],
      [{ page: 0 }, 'page'],
      [{ extensionStatuses: ['Gone'] }, 'extensionStatuses'],
    ]
    for (const [sent, parameterName] of wrong) {
      // oxlint-disable-next-line no-await-in-loop
      assertRefused(await caller.send('POST', `${entries}/search`, sent), {
        status: 400,
        code: 'CMN-101',
        parameterName,
      })
    }
  })

  test('who has it already is told so, until something in it changes', async () => {
    open()
    using company = startWorld()
    const first = await company.get(entries)
    const etag = first.headers.get('etag') ?? ''
    assert.match(etag, /^"[0-9a-f]{32}"$/)
    const again = (tag: string) => company.get(entries, { headers: { 'if-none-match': tag } })
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*', etag.slice(1, -1)]) {
      // oxlint-disable-next-line no-await-in-loop
      const answer = await again(tag)
      assert.equal(answer.status, 304, tag)
      assert.equal(answer.bytes.length, 0)
      assert.equal(answer.headers.get('etag'), etag)
    }
    assert.equal((await again('"x"')).status, 200)
    await company.call('PUT', `${origin}/restapi/v1.0/account/~/extension/102`, {
      json: { contact: { firstName: 'Robert' } },
    })
    const changed = await again(etag)
    assert.equal(changed.status, 200)
    assert.notEqual(changed.headers.get('etag'), etag)
  })

  test('it needs ReadAccounts', async () => {
    const caller = open().as('101', ['ReadMessages'])
    assertRefused(await caller.get(entries), { status: 403, code: 'CMN-408' })
    assertRefused(await caller.send('POST', `${entries}/search`, {}), {
      status: 403,
      code: 'CMN-408',
    })
  })
})
